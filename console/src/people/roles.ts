/** What a role brings with it; the server decides, this only asks for the right fields. */
import type { Role } from "../api/types";

export const inUnit = (role: Role): boolean => role === "clerk" || role === "department_head";
export const withTelephone = (role: Role): boolean => role === "agent" || role === "senior_agent";
