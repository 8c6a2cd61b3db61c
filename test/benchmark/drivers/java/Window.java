import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;

/**
 * What happened between opening and closing: messages, latencies, CPU of the whole process.
 * Knows nothing of how messages are sent. Any thread may report to it.
 */
final class Window {
    // One a microsecond; the last one also has everything slower.
    private static final int BUCKETS = 1_000_000;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final AtomicBoolean HAS_TOLD_FAILURE = new AtomicBoolean();

    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicIntegerArray latencies = new AtomicIntegerArray(BUCKETS);
    private final long cpuNanosBefore = PROCESS.getProcessCpuTime();
    private final long openedAt = System.nanoTime();
    private final long openNanos;

    Window(long milliseconds) {
        openNanos = TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    boolean isOpenAt(long nanoTime) {
        return nanoTime - openedAt < openNanos;
    }

    void answered(int messages, SendResult result) {
        if (result.getSendStatus() == SendStatus.SEND_OK) acknowledged.add(messages);
        else failed(messages, "the broker answered " + result.getSendStatus());
    }

    /** Of a one-way send, which nobody acknowledges. */
    void handedOver() {
        acknowledged.increment();
    }

    /** Only the first reason of the process is told. */
    void failed(int messages, String reason) {
        failed.add(messages);
        if (HAS_TOLD_FAILURE.compareAndSet(false, true)) System.err.println(reason.replaceAll("\\s+", " "));
    }

    void took(long startedAt) {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startedAt);
        latencies.incrementAndGet((int) Math.min(micros, BUCKETS - 1));
    }

    Map<String, Object> close() throws IOException {
        long elapsedNanos = System.nanoTime() - openedAt;
        long cpuNanos = PROCESS.getProcessCpuTime() - cpuNanosBefore;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("messages", acknowledged.sum() + failed.sum());
        figures.put("acknowledged", acknowledged.sum());
        figures.put("failed", failed.sum());
        figures.put("elapsedMs", elapsedNanos / 1e6);
        figures.put("cpuMicros", TimeUnit.NANOSECONDS.toMicros(cpuNanos));
        addLatencies(figures);
        if (Files.exists(STATUS)) figures.put("peakRssMiB", peakRssMiB());
        return figures;
    }

    private void addLatencies(Map<String, Object> figures) {
        long calls = 0;
        for (int micros = 0; micros < BUCKETS; micros++) calls += latencies.get(micros);
        if (calls == 0) return;
        figures.put("p50Micros", quantile(calls, 0.5));
        figures.put("p99Micros", quantile(calls, 0.99));
    }

    private int quantile(long calls, double share) {
        long below = (long) Math.ceil(calls * share);
        int micros = 0;
        for (long seen = latencies.get(0); seen < below; seen += latencies.get(micros)) micros++;
        return micros;
    }

    private static double peakRssMiB() throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            String line = lines.filter(one -> one.startsWith("VmHWM")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
    }
}
