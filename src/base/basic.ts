/** Credentials of URLs and files, and the header that says them (RFC 7617). */

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}

/** Of a URL with a user or a password in it; null for none. */
export function authorizationOf({ username, password }: URL): string | null {
  return username === "" && password === ""
    ? null
    : basicAuthorization(decoded(username), decoded(password));
}

/** The text itself where its percent-encoding is not legal. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    if (thrown instanceof URIError) return text;
    throw thrown;
  }
}
