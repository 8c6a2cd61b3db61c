/**
 * What is published of the newsletter. Each subscriber is checked against the schema before anything is sent.
 */
import { defineTopic } from 'nestjs-rocketmq';
import { schemaOf } from '../schema.js';

export interface Subscriber {
  readonly email: string;
  readonly since: string;
}

const EMAIL = /^\S+@\S+$/;

const subscriberSchema = schemaOf<Subscriber>(({ email }) =>
  typeof email === 'string' && EMAIL.test(email) ? {} : { email: 'must be an address of e-mail' },
);

/** A text is sent as it is, without JSON. */
export const newsletter = defineTopic<string>('newsletter');

export const newsletterSubscribed = defineTopic<Subscriber>('newsletter-subscribed', {
  tags: 'import',
  keys: (subscriber) => subscriber.email,
  schema: subscriberSchema,
});
