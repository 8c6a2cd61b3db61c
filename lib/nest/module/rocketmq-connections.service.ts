/**
 * The connections of one app by name: one for each `forRoot()`.
 */
import { Injectable } from '@nestjs/common';
import { InvalidOptionsError } from '../../client/index.js';
import type { ProducerService } from '../sending/producer.service.js';

@Injectable()
export class RocketMQConnections {
  private readonly producers = new Map<string, ProducerService>();

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - another connection has the name */
  add(connection: string, producer: ProducerService): void {
    if (this.producers.has(connection)) {
      throw new InvalidOptionsError('RocketMQModule options', [
        `two connections are called ${connection}: import one forRoot() only, or give one of them another name`,
      ]);
    }
    this.producers.set(connection, producer);
  }

  names(): readonly string[] {
    return [...this.producers.keys()];
  }

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - there is no such connection; names those there are */
  producerOf(connection: string): ProducerService {
    const producer = this.producers.get(connection);
    if (producer !== undefined) return producer;
    const names = this.names().join(', ') || 'none';
    throw new InvalidOptionsError('connection', [`there is no connection called ${connection}; there are: ${names}`]);
  }
}
