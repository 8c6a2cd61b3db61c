import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.compression.CompressionType;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/** Sends numbered messages with the Java producer, each way it can send, and counts what came of them. */
final class Sending {
    private static final int MOST_IN_FLIGHT = 256;
    private static final int ONEWAY_BURST = 20;
    private static final long ONEWAY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final DefaultMQProducer producer;
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
    private final List<Object> results = Collections.synchronizedList(new ArrayList<>());
    private final List<Object> failures = Collections.synchronizedList(new ArrayList<>());

    private Sending(DefaultMQProducer producer) {
        this.producer = producer;
    }

    static Object send(Arguments arguments, Consumer<Object> stream) throws Exception {
        String compressType = arguments.text("compressType", "ZLIB");
        String group = arguments.text("group");
        if (compressType.equals("ZLIB")) return new Sending(Clients.producer(arguments.text("nameServer"), group)).sendAll(arguments);
        // A producer is kept for later commands, so one that compresses otherwise is another one.
        DefaultMQProducer producer = Clients.producer(arguments.text("nameServer"), group + "-" + compressType);
        // The producer of 4.9.7 has no such method.
        DefaultMQProducer.class
            .getMethod("setCompressType", CompressionType.class)
            .invoke(producer, CompressionType.of(compressType));
        return new Sending(producer).sendAll(arguments);
    }

    private Object sendAll(Arguments arguments) throws Exception {
        String topic = arguments.text("topic");
        String mode = arguments.text("mode");
        for (int number = 0; number < arguments.number("count"); number++) {
            Message message = message(topic, arguments, number);
            switch (mode) {
                case "sync" -> sendSync(number, message);
                case "async" -> sendAsync(number, message);
                case "oneway" -> sendOneway(number, message);
                default -> throw new IllegalArgumentException("no such mode: " + mode);
            }
        }
        inFlight.acquire(MOST_IN_FLIGHT);
        if (mode.equals("oneway")) awaitWritten(topic);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("sent", results.size());
        summary.put("results", results);
        summary.put("failures", failures);
        return summary;
    }

    private static Message message(String topic, Arguments arguments, int number) {
        String prefix = arguments.text("prefix");
        byte[] text = (prefix + "-" + number).getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[(int) Math.max(text.length, arguments.number("bodyBytes", 0))];
        for (int index = 0; index < body.length; index++) body[index] = text[index % text.length];
        Message message = new Message(topic, "T" + number % 3, prefix + "-key-" + number, body);
        message.putUserProperty("n", String.valueOf(number));
        message.putUserProperty("city", "杭州🚀");
        return message;
    }

    private void sendSync(int number, Message message) throws InterruptedException {
        try {
            results.add(describe(number, producer.send(message)));
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failure) {
            fail(number, failure);
        }
    }

    private void sendAsync(int number, Message message) throws InterruptedException {
        inFlight.acquire();
        try {
            producer.send(message, new SendCallback() {
                @Override
                public void onSuccess(SendResult result) {
                    results.add(describe(number, result));
                    inFlight.release();
                }

                @Override
                public void onException(Throwable failure) {
                    fail(number, failure);
                    inFlight.release();
                }
            });
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failure) {
            fail(number, failure);
            inFlight.release();
        }
    }

    private void sendOneway(int number, Message message) throws InterruptedException {
        try {
            producer.sendOneway(message);
            Map<String, Object> fields = new TreeMap<>();
            fields.put("number", number);
            fields.put("msgId", message.getProperty("UNIQ_KEY"));
            fields.put("status", "ONEWAY");
            results.add(fields);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failure) {
            fail(number, failure);
        }
        if (number % ONEWAY_BURST == ONEWAY_BURST - 1) LockSupport.parkNanos(ONEWAY_PAUSE_NANOS);
    }

    /**
     * A request with an answer on each connection: what was written before it has left this process.
     * A topic that these messages create may have no route yet, but then every broker has the auto-creation topic.
     */
    private void awaitWritten(String topic) throws Exception {
        Set<String> asked = new HashSet<>();
        for (String known : List.of(topic, "TBW102")) {
            for (MessageQueue queue : queuesOf(known)) {
                if (asked.add(queue.getBrokerName())) producer.maxOffset(queue);
            }
        }
        if (asked.isEmpty()) throw new IllegalStateException("no broker has a queue of " + topic);
    }

    private List<MessageQueue> queuesOf(String topic) {
        try {
            return producer.fetchPublishMessageQueues(topic);
        } catch (MQClientException noRoute) {
            return List.of();
        }
    }

    private void fail(int number, Throwable failure) {
        failures.add(Map.of("number", number, "reason", failure.toString()));
    }

    private static Map<String, Object> describe(int number, SendResult result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", number);
        fields.put("msgId", result.getMsgId());
        fields.put("offsetMsgId", result.getOffsetMsgId());
        fields.put("status", result.getSendStatus().name());
        fields.put("brokerName", result.getMessageQueue().getBrokerName());
        fields.put("queueId", result.getMessageQueue().getQueueId());
        fields.put("queueOffset", result.getQueueOffset());
        return fields;
    }
}
