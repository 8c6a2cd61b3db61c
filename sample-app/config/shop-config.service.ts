/**
 * What the environment says about the shop. A larger app would take `@nestjs/config` for this.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { PreflightMode } from 'nestjs-rocketmq';
import { SHOP_CLUSTER, type ShopCluster } from './shop-cluster.js';

@Injectable()
export class ShopConfig {
  readonly nameServers: string;
  /** The auditors may have a cluster of their own. */
  readonly auditNameServers: string;
  /** The topics of the embedded cluster are there; those of a real one may be created by the first send. */
  readonly preflight: PreflightMode;
  /** Key of the signatures on payments. */
  readonly paymentKey: string;

  constructor(@Inject(SHOP_CLUSTER) { nameServers, isEmbedded }: ShopCluster) {
    this.nameServers = nameServers;
    this.auditNameServers = fromEnvironment('AUDIT_NAMESRV_ADDR') ?? nameServers;
    // The module refuses a value that it does not know, and says which ones there are.
    this.preflight = (fromEnvironment('PREFLIGHT') as PreflightMode | undefined) ?? (isEmbedded ? 'fail' : 'warn');
    this.paymentKey = fromEnvironment('PAYMENT_KEY') ?? 'not a secret';
  }
}

/** An empty text means nothing. */
function fromEnvironment(name: string): string | undefined {
  const text = process.env[name];
  return text === '' ? undefined : text;
}
