/**
 * Who reads the newsletter.
 */
import { Injectable } from '@nestjs/common';
import { SendBatch } from 'nestjs-rocketmq';
import { newsletterSubscribed, type Subscriber } from './newsletter-topics.js';

@Injectable()
export class SubscribersService {
  private readonly subscribers = new Map<string, Subscriber>();

  /** All of them or none: who is new enters the list when the messages of all are stored. */
  async import(emails: readonly string[]): Promise<readonly Subscriber[]> {
    const subscribed = await this.subscribe(new Set(emails.filter((email) => !this.subscribers.has(email))));
    for (const subscriber of subscribed) this.subscribers.set(subscriber.email, subscriber);
    return subscribed;
  }

  /** Each subscriber is a message of its own, and all of them travel in one request; nobody new sends nothing. */
  @SendBatch(newsletterSubscribed)
  async subscribe(emails: ReadonlySet<string>): Promise<readonly Subscriber[]> {
    const since = new Date().toISOString();
    return [...emails].map((email) => ({ email, since }));
  }
}
