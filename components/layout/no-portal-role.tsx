import { EmptyState } from '#components/ui/empty-state.tsx'
import type { Person } from '#lib/schemas/person.ts'
import { Mark } from './mark.tsx'
import { SignOutButton } from './sign-out-button.tsx'

/** Signed in, but nobody has given this person a role in the portal yet. */
export function NoPortalRole({ person }: { person: Person }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center">
      <Mark size={32} />
      <EmptyState level={1} title="You are signed in, but have no portal role" action={<SignOutButton />}>
        <p>
          You came as <span className="text-ink">{person.email || person.name}</span>. What you may see and do in
          Steward depends on a portal role, and this account has none.
        </p>
        <p className="mt-2">
          A portal admin can grant you one in Settings, or whoever runs your single sign-on can add you to a group that
          carries one. Then load this page again.
        </p>
      </EmptyState>
    </main>
  )
}
