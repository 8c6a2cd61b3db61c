/**
 * Command lines and configuration files of name server and broker: what makes them start on Java 17 within little memory
 * and keep every file under a folder of ours.
 */
import type { RealVersion } from './class-path.js';

const HEAPS = {
  nameServer: ['-Xms64m', '-Xmx256m'],
  broker: ['-Xms256m', '-Xmx1g', '-XX:MaxDirectMemorySize=1g'],
  client: ['-Xms64m', '-Xmx512m'],
} as const;

export type JavaRole = keyof typeof HEAPS;

/** The flags before the main class; `home` gets logs and stores. */
export function javaFlags(role: JavaRole, home: string): readonly string[] {
  return [
    ...HEAPS[role],
    '-XX:+UseSerialGC',
    // Less compiling while five JVMs start on two cores.
    '-XX:TieredStopAtLevel=1',
    // Making test certificates is half of what a start costs; `brokerFlags` can turn TLS on again.
    '-Dtls.server.mode=disabled',
    '--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED',
    '--add-opens=java.base/java.nio=ALL-UNNAMED',
    '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
    `-Drocketmq.home.dir=${home}`,
    `-Duser.home=${home}`,
    // Nothing in the system's temporary folder: native libraries, test certificates, performance counters.
    `-Djava.io.tmpdir=${home}`,
    '-XX:-UsePerfData',
    '-Dfile.encoding=UTF-8',
  ];
}

/** A Java properties file; values are written as they are. */
export function propertiesFile(properties: Readonly<Record<string, string | number>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** The settings of a broker's name server that every cluster shares. */
export function nameServerSettings(port: number): Record<string, string | number> {
  return { listenPort: port, bindAddress: '127.0.0.1' };
}

export interface BrokerPlace {
  readonly name: string;
  readonly home: string;
  readonly port: number;
  readonly nameServer: string;
}

/** The settings that work on a small busy machine; `overrides` wins. */
export function brokerSettings(
  place: BrokerPlace,
  overrides: Readonly<Record<string, string>>,
): Record<string, string | number> {
  return {
    brokerClusterName: 'DefaultCluster',
    brokerName: place.name,
    brokerId: 0,
    brokerIP1: '127.0.0.1',
    brokerIP2: '127.0.0.1',
    bindAddress: '127.0.0.1',
    listenPort: place.port,
    namesrvAddr: place.nameServer,
    storePathRootDir: `${place.home}/store`,
    storePathCommitLog: `${place.home}/store/commitlog`,
    mappedFileSizeCommitLog: 67_108_864,
    mappedFileSizeConsumeQueue: 600_000,
    autoCreateTopicEnable: 'true',
    autoCreateSubscriptionGroup: 'true',
    flushDiskType: 'ASYNC_FLUSH',
    // The defaults (200 ms, 1 s) make a broker that is short of CPU answer "busy".
    waitTimeMillsInSendQueue: 10_000,
    osPageCacheBusyTimeOutMills: 10_000,
    // 5.x only; 4.9.7 passes over what it does not know.
    timerWheelEnable: 'true',
    recallMessageEnable: 'true',
    ...overrides,
  };
}

/** Files that must be there before a process starts: 4.9.7 exits without a logback configuration, 5.5.0 brings its own. */
export function requiredHomeFiles(version: RealVersion): Readonly<Record<string, string>> {
  if (version === '5.5.0') return {};
  const logback = `<configuration>
  <appender name="file" class="ch.qos.logback.core.FileAppender">
    <file>\${user.home}/logs/all.log</file>
    <encoder><pattern>%d %p %c - %m%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="file"/></root>
</configuration>
`;
  return { 'conf/logback_namesrv.xml': logback, 'conf/logback_broker.xml': logback };
}
