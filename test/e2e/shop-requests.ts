/**
 * Requests to the shop.
 */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** @param body - JSON, sent as it is */
export async function post(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: await response.json() };
}

export async function get(url: string): Promise<Answer> {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}

export async function remove(url: string): Promise<Answer> {
  const response = await fetch(url, { method: 'DELETE' });
  return { status: response.status, body: await response.json() };
}

/** Body of a new order. */
export function order(item: string, quantity = 1): string {
  return JSON.stringify({ item, quantity });
}

/** Places one, and returns its id. */
export async function placeOrder(url: string, item: string, quantity?: number): Promise<string> {
  const { body } = await post(`${url}/orders`, order(item, quantity));
  return (body as { readonly id: string }).id;
}
