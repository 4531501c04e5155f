import Link from 'next/link'
import { kindNames, keyLabel, keyStatusName, workspaceWords } from '#components/keys/key-words.ts'
import { Badge } from '#components/ui/badge.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import { Select } from '#components/ui/field.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import { choicesFor } from '#lib/rules/offboarding.ts'
import type { HeldKey, RecentUse } from '#lib/schemas/offboarding.ts'
import { choiceNames, fateWords, relationWords, tokens } from './offboarding-words.ts'
import type { Choices } from './use-choices.ts'

const tones: Record<string, Tone> = { active: 'good', inactive: 'neutral', expired: 'caution', archived: 'neutral' }

/** Every key they made or that acts as them, live ones first, and what to do with each. */
export function KeysSection({ keys, choices }: { keys: readonly HeldKey[]; choices: Choices }) {
  const [open, over] = [keys.filter(({ fate }) => fate !== 'over'), keys.filter(({ fate }) => fate === 'over')]
  const live = open.toSorted((a, b) => Number(b.status === 'active') - Number(a.status === 'active'))
  return (
    <Panel title="API keys" count={open.length}>
      {live.length === 0 ? <p className="px-4 py-3 text-soft">No key that could still work.</p> : null}
      <ul aria-label="API keys that could still work">
        {live.map((key) => (
          <KeyLine key={key.id} held={key} choices={choices} />
        ))}
      </ul>
      {over.length === 0 ? null : (
        <details className="border-t border-line">
          <summary className="cursor-pointer px-4 py-2.5 text-soft">
            {over.length === 1 ? 'One key is' : `${over.length} keys are`} archived or expired already
          </summary>
          <ul aria-label="API keys that are over">
            {over.map((key) => (
              <KeyLine key={key.id} held={key} choices={choices} />
            ))}
          </ul>
        </details>
      )}
    </Panel>
  )
}

function KeyLine({ held, choices }: { held: HeldKey; choices: Choices }) {
  const living = held.fate === 'lives' && held.status === 'active'
  const kept = choices.choices.keys[held.id] === 'keep'
  return (
    <li className="grid gap-x-4 gap-y-1.5 border-t border-line px-4 py-3 first:border-t-0 desk:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_200px]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
          <Link
            href={`${pagePaths.keys()}?${new URLSearchParams({ q: held.id }).toString()}`}
            prefetch={false}
            className="min-w-0 font-strong break-words hover:underline"
          >
            {held.name}
          </Link>
          {held.partial_key_hint ? (
            <span className="font-mono text-small text-soft">{held.partial_key_hint}</span>
          ) : null}
          <Badge tone={tones[held.status] ?? 'neutral'}>{keyStatusName(held.status)}</Badge>
        </div>
        <p className="text-soft">
          {kindNames[held.kind]} · {workspaceWords(held)} · {relationWords(held)}
        </p>
      </div>
      <div className="min-w-0">
        <UseFacts use={held.recent_use} />
        <p className={living && kept ? 'text-caution' : 'text-soft'}>{fateWords(held, choices.choices.remove)}</p>
      </div>
      <KeyChoiceField held={held} choices={choices} />
    </li>
  )
}

function UseFacts({ use }: { use: RecentUse | null }) {
  if (use === null) return <p>Use not measured</p>
  return (
    <p className="figures">
      24 h: {tokens(use.tokens_24h)} · 7 days: {tokens(use.tokens_7d)}
      {use.last_used_at === null ? null : (
        <>
          {' · last '}
          <TimeAgo at={use.last_used_at} />
        </>
      )}
    </p>
  )
}

function KeyChoiceField({ held, choices }: { held: HeldKey; choices: Choices }) {
  const possible = choicesFor(held)
  const options = choices.options(held)
  const chosen = choices.choices.keys[held.id] ?? 'keep'
  const [first] = possible
  const refused = first === undefined || options.length > 1 ? null : choices.refusals.key(held, first)
  if (possible.length === 1) return <p className="text-soft">Nothing to do</p>
  return (
    <div className="min-w-0">
      <Select
        aria-label={`What to do with ${keyLabel(held)}`}
        value={chosen}
        disabled={options.length === 1}
        aria-description={refused ?? undefined}
        onChange={(event) => {
          const choice = options.find((option) => option === event.target.value)
          if (choice !== undefined) choices.chooseKey(held.id, choice)
        }}
      >
        {possible.map((choice) => (
          <option key={choice} value={choice} disabled={!options.includes(choice)}>
            {choiceNames[choice]}
          </option>
        ))}
      </Select>
      {refused === null ? null : <p className="mt-1 text-small text-soft">{refused}</p>}
    </div>
  )
}
