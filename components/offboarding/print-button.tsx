'use client'
import { Printer } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'

export function PrintButton() {
  return (
    <Button look="primary" onClick={() => window.print()}>
      <Printer size={14} aria-hidden />
      Print
    </Button>
  )
}
