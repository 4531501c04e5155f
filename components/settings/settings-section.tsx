import type { ReactNode } from 'react'

/** A part of the settings under one heading; panels, which are the landmarks, stand below it, one line each. */
export function SettingsSection(props: { title: string; about: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <header className="border-b border-line pb-2">
        <h2 className="text-large font-strong">{props.title}</h2>
        <p className="text-soft">{props.about}</p>
      </header>
      {props.children}
    </div>
  )
}
