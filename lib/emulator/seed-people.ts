import { inviteLifetime } from './invites.ts'
import type { Invite } from '#lib/schemas/invites.ts'
import type { Member } from '#lib/schemas/members.ts'
import { day, formatTime, hour, minute, second } from './clock.ts'
import { familyNames, givenNames, mailDomains } from './names.ts'
import type { Random } from './random.ts'

export type Dated<T> = { item: T; time: number }
export type Person = { name: string; email: string }

/** The people every organization has, oldest first (contract 18). */
const foundingRoles = [
  'primary_owner', 'admin', 'admin', 'billing',
  'developer', 'developer', 'developer', 'developer', 'developer', 'developer',
  'user', 'user', 'user', 'user', 'claude_code_user', 'claude_code_user',
] // prettier-ignore

const namesakes = { first: 5, second: 11 }
const plusTagged = 12

/** Makes people whose addresses never repeat. */
export function createPeople(random: Random): () => Person {
  const taken = new Map<string, number>()
  return () => {
    const given = random.pick(givenNames)
    const family = random.pick(familyNames)
    const local = `${asciiLetters(given)}.${asciiLetters(family)}`
    const count = (taken.get(local) ?? 0) + 1
    taken.set(local, count)
    return {
      name: `${given} ${family}`,
      email: `${local}${count === 1 ? '' : count}@${random.pick(mailDomains)}`,
    }
  }
}

function asciiLetters(text: string): string {
  return text
    .replaceAll('ø', 'o')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}

export function seedUsers(random: Random, people: () => Person, count: number, now: number): Dated<Member>[] {
  const users: Dated<Member>[] = []
  for (let index = 0; index < count; index += 1) {
    // Spread evenly over two years with some jitter, the founders first; the youngest is at least an hour old.
    const age = (730 * day * (count - index)) / (count + 1)
    const time = Math.floor((now - age - random.below(hour)) / second) * second
    const person = specialPerson(index, people(), users)
    users.push({
      time,
      item: {
        id: random.id('user_'),
        type: 'user',
        email: person.email,
        name: person.name,
        role: foundingRoles[index] ?? laterRole(random.next()),
        added_at: formatTime(time),
      },
    })
  }
  return users
}

function specialPerson(index: number, person: Person, earlier: readonly Dated<Member>[]): Person {
  if (index === namesakes.second) return { ...person, name: earlier[namesakes.first]?.item.name ?? person.name }
  if (index === plusTagged) return { ...person, email: person.email.replace('@', '+claude@') }
  return person
}

function laterRole(chance: number): string {
  if (chance < 0.4) return 'user'
  if (chance < 0.78) return 'developer'
  if (chance < 0.99) return 'claude_code_user'
  return chance < 0.996 ? 'billing' : 'admin'
}

const inviteRoles = ['user', 'developer', 'developer', 'claude_code_user', 'billing']

type InviteSeed = {
  random: Random
  people: () => Person
  users: readonly Dated<Member>[]
  count: number
  now: number
}

/** `count` invites that lists show: about half pending, the rest accepted or expired. The first pending one runs out within the hour. */
export function seedInvites({ random, people, users, count, now }: InviteSeed): Dated<Invite>[] {
  const invites: Dated<Invite>[] = []
  for (let index = 0; index < count; index += 1) {
    const kind = index % 10
    if (kind === 1 || kind === 5 || kind === 8) {
      const member = users[users.length - 1 - (index % users.length)]
      if (member !== undefined) {
        invites.push(acceptedInvite(random, member))
        continue
      }
    }
    const expired = kind === 2 || kind === 6
    const age = expired ? (22 + random.below(120)) * day + random.below(day) : hour + random.below(20 * day)
    invites.push(openInvite(random, people(), now - (index === 0 ? inviteLifetime - 55 * minute : age)))
  }
  return invites
}

function openInvite(random: Random, person: Person, invitedAt: number): Dated<Invite> {
  const time = Math.floor(invitedAt / second) * second
  return {
    time,
    item: {
      id: random.id('invite_'),
      type: 'invite',
      email: person.email,
      role: random.pick(inviteRoles),
      status: 'pending',
      invited_at: formatTime(time),
      expires_at: formatTime(time + inviteLifetime),
      accepted_at: null,
      rbac_group_ids: [],
    },
  }
}

function acceptedInvite(random: Random, member: Dated<Member>): Dated<Invite> {
  const invite = openInvite(random, member.item, member.time - random.below(10 * day) - hour)
  const role = inviteRoles.includes(member.item.role) ? member.item.role : 'user'
  return { ...invite, item: { ...invite.item, role, status: 'accepted', accepted_at: member.item.added_at } }
}

/** A deleted invite: never listed, but its id was given out once. */
export function deletedInvite(random: Random, person: Person, now: number): Dated<Invite> {
  return openInvite(random, person, now - 3 * day)
}
