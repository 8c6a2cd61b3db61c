// #region attempt-enhancers
import { type CallHandler, Injectable, Module, type NestInterceptor } from '@nestjs/common';
import {
  type CheckForbiddenContext,
  type CheckForbiddenHook,
  RocketMQModule,
  SendEnhancer,
  type SendExecutionContext,
} from 'nestjs-rocketmq';

@Injectable()
@SendEnhancer({ phase: 'attempt' })
export class BrokerStamp implements NestInterceptor {
  intercept({ attempt }: SendExecutionContext, next: CallHandler) {
    if (attempt !== undefined && 'addProperty' in attempt) {
      attempt.addProperty('sent-to', attempt.messageQueue.brokerName);
    }
    return next.handle(); // with what became of this attempt
  }
}

@Injectable()
export class Embargo implements CheckForbiddenHook {
  checkForbidden({ message }: CheckForbiddenContext) {
    if (message.topic.startsWith('internal-')) throw new Error('internal topics are not for this app');
  }
}

@Module({
  imports: [
    RocketMQModule.forRoot({
      nameServers: ['127.0.0.1:9876'],
      producer: { group: 'shop' },
      interceptors: [BrokerStamp],
      hooks: [Embargo],
    }),
  ],
  providers: [BrokerStamp, Embargo],
})
export class AppModule {}
// #endregion
