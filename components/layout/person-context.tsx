'use client'
import type { ReactNode } from 'react'
import { createContext, use } from 'react'
import type { Person } from '#lib/schemas/person.ts'

const PersonContext = createContext<Person | null>(null)

export function PersonProvider({ person, children }: { person: Person; children: ReactNode }) {
  return <PersonContext value={person}>{children}</PersonContext>
}

/** Who is looking. Buttons ask the same rules with it as the server does. */
export function usePerson(): Person {
  const person = use(PersonContext)
  if (person === null) throw new Error('usePerson outside the portal layout')
  return person
}
