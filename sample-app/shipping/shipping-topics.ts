/**
 * Where parcels are. All messages of one order have one sharding key, so they are in one queue, in the order they were sent.
 */
import { defineTopic } from 'nestjs-rocketmq';

export interface ParcelMove {
  readonly orderId: string;
  readonly place: 'packed' | 'handed over' | 'on the road';
}

export const parcelMoved = defineTopic<ParcelMove>('parcel-moved', {
  keys: (move) => move.orderId,
  shardingKey: (move) => move.orderId,
});
