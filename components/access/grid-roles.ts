/**
 * Roles said aloud: the rows are laid out as flex boxes, and browsers then forget what a table's own elements mean. A
 * table that is edited cell by cell is a grid.
 */
export const gridRoles = {
  grid: { role: 'grid' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  gridcell: { role: 'gridcell' },
} as const
