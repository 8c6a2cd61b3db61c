// #region events
import { Injectable, Logger } from '@nestjs/common';
import { OnRocketMQEvent, type RocketMQEventOf, RocketMQEvents } from 'nestjs-rocketmq';

@Injectable()
export class Alerts {
  private readonly logger = new Logger(Alerts.name);

  constructor(events: RocketMQEvents) {
    events.events$.subscribe(({ connection, type }) => this.logger.debug(`${connection}: ${type}`));
  }

  /** An ASYNC send that has no callback of its own. */
  @OnRocketMQEvent('send-exception')
  sendFailed({ connection, topic, error }: RocketMQEventOf<'send-exception'>) {
    this.logger.error(`${topic} over ${connection}: ${error.message}`);
  }
}
// #endregion
