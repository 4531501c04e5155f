/** An address people can receive mail at, in lower case. Free of zod, so that the browser can ask the same question. */
export const longestAddress = 254
export const mailAddress =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/

export function isMailAddress(text: string): boolean {
  return text.length <= longestAddress && mailAddress.test(text)
}
