import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Reads a topic from the start with a lite pull consumer to which all queues are assigned by hand:
 * the other way that Java reads, with heartbeats, long polling and a group of its own.
 */
final class Polling {
    private static final long POLL_MS = 200;

    private Polling() {}

    static Object poll(Arguments arguments, Consumer<Object> stream) throws Exception {
        String topic = arguments.text("topic");
        long expected = arguments.number("expect");
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(arguments.number("timeoutMs"));
        DefaultLitePullConsumer consumer = new DefaultLitePullConsumer("interop-poller-" + UUID.randomUUID());
        consumer.setNamesrvAddr(arguments.text("nameServer"));
        consumer.setInstanceName(UUID.randomUUID().toString());
        consumer.setAutoCommit(false);
        // Not seekToBegin(): right after assign() the 5.5.0 client now and then pulls on from the wrong offset.
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.start();
        long count = 0;
        try {
            Collection<MessageQueue> queues = consumer.fetchMessageQueues(topic);
            consumer.assign(queues);
            while (System.nanoTime() < deadline) {
                List<MessageExt> messages = consumer.poll(POLL_MS);
                for (MessageExt message : messages) stream.accept(Reading.describe(message, message.getBrokerName()));
                count += messages.size();
                if (count >= expected && messages.isEmpty()) break;
            }
        } finally {
            consumer.shutdown();
        }
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("count", count);
        summary.put("lastFailure", "");
        return summary;
    }
}
