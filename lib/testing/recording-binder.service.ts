/**
 * Binds what comes from `useFactory` and `useValue` in a test without the module, which does this at boot.
 */
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { PublisherBinder } from '../nest/publishing/publisher-binder.service.js';
import type { RecordingProducer } from './recording-producer.js';

export class RecordingBinder implements OnModuleInit, OnApplicationShutdown {
  private readonly binder: PublisherBinder;

  constructor(discovery: DiscoveryService, { pipeline }: RecordingProducer) {
    this.binder = new PublisherBinder(discovery, pipeline.publisher, pipeline.settings);
  }

  onModuleInit(): void {
    this.binder.bindAll();
  }

  onApplicationShutdown(): void {
    this.binder.unbindAll();
  }
}
