/**
 * The cells of the matrix (test/packaging) that cannot exist: a plain result under `@SendSync`, in every scope, on every
 * host, above or below another decorator. Each refused method has a twin; the names are those of the cells.
 */
import { Controller, Get, Injectable, Scope, SetMetadata } from '@nestjs/common';
import { SendSync } from 'nestjs-rocketmq';

interface Order {
  readonly id: string;
}

const order: Order = { id: 'a' };

@Injectable({ scope: Scope.DEFAULT })
export class SingletonProvider {
  @SendSync('t')
  @SetMetadata('cell', 'above')
  above(): Promise<Order> {
    return Promise.resolve(order);
  }

  @SetMetadata('cell', 'below')
  @SendSync('t')
  below(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error SendSync-plain-singleton-provider-above
  @SendSync('t')
  @SetMetadata('cell', 'refused-above')
  refusedAbove(): Order {
    return order;
  }

  @SetMetadata('cell', 'refused-below')
  // @ts-expect-error SendSync-plain-singleton-provider-below
  @SendSync('t')
  refusedBelow(): Order {
    return order;
  }
}

@Controller({ scope: Scope.DEFAULT })
export class SingletonController {
  @SendSync('t')
  @Get('above')
  above(): Promise<Order> {
    return Promise.resolve(order);
  }

  @Get('below')
  @SendSync('t')
  below(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error SendSync-plain-singleton-controller-above
  @SendSync('t')
  @Get('refused-above')
  refusedAbove(): Order {
    return order;
  }

  @Get('refused-below')
  // @ts-expect-error SendSync-plain-singleton-controller-below
  @SendSync('t')
  refusedBelow(): Order {
    return order;
  }
}

@Injectable({ scope: Scope.REQUEST })
export class RequestProvider {
  @SendSync('t')
  @SetMetadata('cell', 'above')
  above(): Promise<Order> {
    return Promise.resolve(order);
  }

  @SetMetadata('cell', 'below')
  @SendSync('t')
  below(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error SendSync-plain-request-provider-above
  @SendSync('t')
  @SetMetadata('cell', 'refused-above')
  refusedAbove(): Order {
    return order;
  }

  @SetMetadata('cell', 'refused-below')
  // @ts-expect-error SendSync-plain-request-provider-below
  @SendSync('t')
  refusedBelow(): Order {
    return order;
  }
}

@Controller({ scope: Scope.REQUEST })
export class RequestController {
  @SendSync('t')
  @Get('above')
  above(): Promise<Order> {
    return Promise.resolve(order);
  }

  @Get('below')
  @SendSync('t')
  below(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error SendSync-plain-request-controller-above
  @SendSync('t')
  @Get('refused-above')
  refusedAbove(): Order {
    return order;
  }

  @Get('refused-below')
  // @ts-expect-error SendSync-plain-request-controller-below
  @SendSync('t')
  refusedBelow(): Order {
    return order;
  }
}

@Injectable({ scope: Scope.TRANSIENT })
export class TransientProvider {
  @SendSync('t')
  @SetMetadata('cell', 'above')
  above(): Promise<Order> {
    return Promise.resolve(order);
  }

  @SetMetadata('cell', 'below')
  @SendSync('t')
  below(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error SendSync-plain-transient-provider-above
  @SendSync('t')
  @SetMetadata('cell', 'refused-above')
  refusedAbove(): Order {
    return order;
  }

  @SetMetadata('cell', 'refused-below')
  // @ts-expect-error SendSync-plain-transient-provider-below
  @SendSync('t')
  refusedBelow(): Order {
    return order;
  }
}

@Controller({ scope: Scope.TRANSIENT })
export class TransientController {
  @SendSync('t')
  @Get('above')
  above(): Promise<Order> {
    return Promise.resolve(order);
  }

  @Get('below')
  @SendSync('t')
  below(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error SendSync-plain-transient-controller-above
  @SendSync('t')
  @Get('refused-above')
  refusedAbove(): Order {
    return order;
  }

  @Get('refused-below')
  // @ts-expect-error SendSync-plain-transient-controller-below
  @SendSync('t')
  refusedBelow(): Order {
    return order;
  }
}

@Injectable({ scope: Scope.REQUEST, durable: true })
export class DurableProvider {
  @SendSync('t')
  @SetMetadata('cell', 'above')
  above(): Promise<Order> {
    return Promise.resolve(order);
  }

  @SetMetadata('cell', 'below')
  @SendSync('t')
  below(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error SendSync-plain-durable-provider-above
  @SendSync('t')
  @SetMetadata('cell', 'refused-above')
  refusedAbove(): Order {
    return order;
  }

  @SetMetadata('cell', 'refused-below')
  // @ts-expect-error SendSync-plain-durable-provider-below
  @SendSync('t')
  refusedBelow(): Order {
    return order;
  }
}

@Controller({ scope: Scope.REQUEST, durable: true })
export class DurableController {
  @SendSync('t')
  @Get('above')
  above(): Promise<Order> {
    return Promise.resolve(order);
  }

  @Get('below')
  @SendSync('t')
  below(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error SendSync-plain-durable-controller-above
  @SendSync('t')
  @Get('refused-above')
  refusedAbove(): Order {
    return order;
  }

  @Get('refused-below')
  // @ts-expect-error SendSync-plain-durable-controller-below
  @SendSync('t')
  refusedBelow(): Order {
    return order;
  }
}
