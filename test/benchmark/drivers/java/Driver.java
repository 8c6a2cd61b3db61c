import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.protocol.RemotingSerializable;

/**
 * The official client: sends as the JSON of its argument says, for as long as each line of standard input says.
 * What is counted in that time is Window's.
 */
public final class Driver {
    private static final int SEND_TIMEOUT_MS = 10_000;
    private static final int BATCH = 32;
    // Every so many one-way sends one is awaited, so that nobody just fills a buffer.
    private static final int AWAITED_EVERY = 1000;
    // As 64 senders await every 1000th, at most 64,000 of the client's 65,535 permits for one-way sends are taken. When
    // all are, its I/O thread waits 10 seconds, again and again, for one that only it can give back: seen with 1000 senders.
    private static final int ONEWAY_SENDERS = 64;

    public record Settings(
            String nameServer, String topic, String mode, int inFlight, int bodyBytes, boolean batching) {}

    public record Order(long milliseconds) {}

    /** One message or batch, sent by one of many senders at a time. */
    private interface Send {
        void run(Window window, long startedAt) throws Exception;
    }

    /** Sends until the window closes and waits for what is under way. */
    private interface Mode {
        void fill(Window window) throws Exception;
    }

    private final Settings settings;
    private final DefaultMQProducer producer = new DefaultMQProducer("benchmark");
    private final AtomicLong messagesMade = new AtomicLong();
    private final byte[] body;
    // They outlive the windows: making 1000 threads is not what a window measures.
    private final ExecutorService senders;
    private final int senderCount;
    private final Semaphore asyncPermits;
    private final Map<String, Mode> modes = Map.of(
            "sync", window -> inEverySender(window, this::sendOne),
            "async", this::sendAsync,
            "oneway", window -> {
                inEverySender(window, this::sendOneway);
                sendAwaited(window, nextMessage());
            },
            "batch", window -> inEverySender(window, this::sendBatch));

    private Driver(Settings settings) {
        this.settings = settings;
        body = new byte[settings.bodyBytes()];
        Arrays.fill(body, (byte) 'a');
        int most = settings.mode().equals("oneway") ? ONEWAY_SENDERS : settings.inFlight();
        senderCount = Math.min(settings.inFlight(), most);
        senders = Executors.newFixedThreadPool(senderCount);
        asyncPermits = new Semaphore(settings.inFlight());
    }

    public static void main(String[] arguments) throws Exception {
        Driver driver = new Driver(RemotingSerializable.fromJson(arguments[0], Settings.class));
        driver.startProducer();
        if (driver.settings.mode().equals("start")) driver.sendFirst();
        else driver.followOrders();
        // Not exit: the client's own threads and shutdown would hold the process for seconds without a broker.
        Runtime.getRuntime().halt(0);
    }

    private void startProducer() throws Exception {
        producer.setNamesrvAddr(settings.nameServer());
        producer.setSendMsgTimeout(SEND_TIMEOUT_MS);
        producer.setAutoBatch(settings.batching());
        producer.start();
    }

    private void sendFirst() throws Exception {
        SendStatus status = producer.send(nextMessage()).getSendStatus();
        System.out.println(status == SendStatus.SEND_OK ? "SENT" : status);
    }

    private void followOrders() throws Exception {
        Mode mode = modes.get(settings.mode());
        if (mode == null) throw new IllegalArgumentException("no mode " + settings.mode() + ", only " + modes.keySet());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            Window window = new Window(RemotingSerializable.fromJson(line, Order.class).milliseconds());
            mode.fill(window);
            System.out.println(RemotingSerializable.toJson(window.close(), false));
        }
    }

    private void inEverySender(Window window, Send send) throws Exception {
        Callable<Void> sender = () -> {
            long startedAt = System.nanoTime();
            while (window.isOpenAt(startedAt)) {
                send.run(window, startedAt);
                startedAt = System.nanoTime();
            }
            return null;
        };
        for (Future<Void> ended : senders.invokeAll(Collections.nCopies(senderCount, sender))) ended.get();
    }

    private void sendOne(Window window, long startedAt) {
        try {
            window.answered(1, producer.send(nextMessage()));
            window.took(startedAt);
        } catch (Exception error) {
            window.failed(1, error.toString());
        }
    }

    private void sendBatch(Window window, long startedAt) {
        List<Message> batch = Stream.generate(this::nextMessage).limit(BATCH).toList();
        try {
            window.answered(BATCH, producer.send(batch));
            window.took(startedAt);
        } catch (Exception error) {
            window.failed(BATCH, error.toString());
        }
    }

    private void sendOneway(Window window, long startedAt) {
        long number = messagesMade.getAndIncrement();
        Message message = message(number);
        if (number % AWAITED_EVERY == 0) {
            sendAwaited(window, message);
            return;
        }
        try {
            producer.sendOneway(message);
            window.handedOver();
        } catch (Exception error) {
            window.failed(1, error.toString());
        }
    }

    private void sendAwaited(Window window, Message message) {
        try {
            window.answered(1, producer.send(message));
        } catch (Exception error) {
            window.failed(1, error.toString());
        }
    }

    private void sendAsync(Window window) throws InterruptedException {
        asyncPermits.acquire();
        long startedAt = System.nanoTime();
        while (window.isOpenAt(startedAt)) {
            sendWithCallback(window, startedAt);
            asyncPermits.acquire();
            startedAt = System.nanoTime();
        }
        asyncPermits.release();
        asyncPermits.acquire(settings.inFlight());
        asyncPermits.release(settings.inFlight());
    }

    private void sendWithCallback(Window window, long startedAt) {
        try {
            producer.send(nextMessage(), new SendCallback() {
                @Override
                public void onSuccess(SendResult result) {
                    window.answered(1, result);
                    window.took(startedAt);
                    asyncPermits.release();
                }

                @Override
                public void onException(Throwable error) {
                    window.failed(1, error.toString());
                    asyncPermits.release();
                }
            });
        } catch (Exception error) {
            window.failed(1, error.toString());
            asyncPermits.release();
        }
    }

    private Message nextMessage() {
        return message(messagesMade.getAndIncrement());
    }

    private Message message(long number) {
        return new Message(settings.topic(), "TagA", "order-" + number, body);
    }
}
