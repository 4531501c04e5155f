import { z } from 'zod'
import { portalRoles } from './person.ts'

export const portalRoleSchema = z.enum(portalRoles)
