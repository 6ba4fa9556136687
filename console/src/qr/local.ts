/** Whether a code's address opens on this machine alone: printed, it would help nobody. */
export function localOnly(link: string): boolean {
  const { hostname } = new URL(link);
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}
