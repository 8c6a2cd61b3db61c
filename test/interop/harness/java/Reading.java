import java.net.SocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.message.MessageClientExt;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Reads a topic from the start of every queue, without a consumer group's offsets or rebalancing:
 * it pulls by offset, which is the same in both versions. A topic or queue may appear while it waits.
 */
@SuppressWarnings("deprecation")
final class Reading {
    private static final int MESSAGES_A_PULL = 32;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** The client adds these two to what it read; a broker never stored them. */
    private static final List<String> ADDED_BY_THIS_CLIENT = List.of("MIN_OFFSET", "MAX_OFFSET");

    private final DefaultMQPullConsumer consumer;
    private final String topic;
    private final Consumer<Object> stream;
    private final Map<MessageQueue, Long> nextOffsets = new HashMap<>();
    private long count;

    private Reading(DefaultMQPullConsumer consumer, String topic, Consumer<Object> stream) {
        this.consumer = consumer;
        this.topic = topic;
        this.stream = stream;
    }

    static Object read(Arguments arguments, Consumer<Object> stream) throws Exception {
        DefaultMQPullConsumer consumer = Clients.consumer(arguments.text("nameServer"));
        Reading reading = new Reading(consumer, arguments.text("topic"), stream);
        return reading.readUntil(arguments.number("expect"), arguments.number("timeoutMs"), arguments.number("settleMs"));
    }

    /** Reads until enough came and then nothing more for `settleMs`, or until the time is over. */
    private Object readUntil(long expected, long timeoutMs, long settleMs) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        long quietSince = System.nanoTime();
        String lastFailure = "";
        while (System.nanoTime() < deadline) {
            long before = count;
            try {
                for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(topic)) drain(queue);
            } catch (MQClientException failure) {
                // The topic may not exist yet; a read that wants messages says at its end why it got none.
                lastFailure = failure.toString();
            }
            if (count != before) quietSince = System.nanoTime();
            long quiet = System.nanoTime() - quietSince;
            if (count >= expected && quiet >= TimeUnit.MILLISECONDS.toNanos(settleMs)) break;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("count", count);
        summary.put("lastFailure", count < expected ? lastFailure : "");
        return summary;
    }

    private void drain(MessageQueue queue) throws Exception {
        long offset = nextOffsets.containsKey(queue) ? nextOffsets.get(queue) : consumer.minOffset(queue);
        for (;;) {
            PullResult result = consumer.pull(queue, "*", offset, MESSAGES_A_PULL);
            offset = result.getNextBeginOffset();
            nextOffsets.put(queue, offset);
            if (result.getPullStatus() != PullStatus.FOUND) return;
            for (MessageExt message : result.getMsgFoundList()) {
                stream.accept(describe(message, queue.getBrokerName()));
                count++;
            }
        }
    }

    static Map<String, Object> describe(MessageExt message, String brokerName) {
        Map<String, String> properties = new TreeMap<>(message.getProperties());
        properties.keySet().removeAll(ADDED_BY_THIS_CLIENT);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("topic", message.getTopic());
        fields.put("brokerName", brokerName);
        fields.put("queueId", message.getQueueId());
        fields.put("queueOffset", message.getQueueOffset());
        fields.put("msgId", message.getMsgId());
        fields.put("offsetMsgId", message instanceof MessageClientExt client ? client.getOffsetMsgId() : null);
        fields.put("tags", message.getTags());
        fields.put("keys", message.getKeys());
        fields.put("flag", message.getFlag());
        fields.put("sysFlag", message.getSysFlag());
        fields.put("bornTimestamp", message.getBornTimestamp());
        fields.put("storeTimestamp", message.getStoreTimestamp());
        fields.put("bornHost", address(message.getBornHost()));
        fields.put("storeHost", address(message.getStoreHost()));
        fields.put("reconsumeTimes", message.getReconsumeTimes());
        fields.put("properties", properties);
        fields.put("body", Base64.getEncoder().encodeToString(message.getBody()));
        return fields;
    }

    private static String address(SocketAddress address) {
        return String.valueOf(address).replaceFirst("^.*/", "");
    }
}
