/**
 * The configuration, for every module of the shop.
 */
import { type DynamicModule, Module } from '@nestjs/common';
import { SHOP_CLUSTER, type ShopCluster } from './shop-cluster.js';
import { ShopConfig } from './shop-config.service.js';

@Module({})
export class ConfigModule {
  static on(cluster: ShopCluster): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: SHOP_CLUSTER, useValue: cluster }, ShopConfig],
      exports: [SHOP_CLUSTER, ShopConfig],
    };
  }
}
