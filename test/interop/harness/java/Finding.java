import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** The admin calls of a Java producer: messages by key and by id, and what a queue has. */
@SuppressWarnings("deprecation")
final class Finding {
    private static final int MOST_MESSAGES = 32;

    private Finding() {}

    static Object byKey(Arguments arguments, Consumer<Object> stream) throws Exception {
        List<Object> found = new ArrayList<>();
        List<MessageExt> messages = producer(arguments)
            .queryMessage(arguments.text("topic"), arguments.text("key"), MOST_MESSAGES, 0, Long.MAX_VALUE)
            .getMessageList();
        for (MessageExt message : messages) found.add(Reading.describe(message, null));
        return found;
    }

    static Object byId(Arguments arguments, Consumer<Object> stream) throws Exception {
        MessageExt message = producer(arguments).viewMessage(arguments.text("topic"), arguments.text("msgId"));
        return message == null ? null : Reading.describe(message, null);
    }

    static Object queueFacts(Arguments arguments, Consumer<Object> stream) throws Exception {
        DefaultMQProducer producer = producer(arguments);
        MessageQueue queue = new MessageQueue(
            arguments.text("topic"), arguments.text("brokerName"), (int) arguments.number("queueId"));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("minOffset", producer.minOffset(queue));
        facts.put("maxOffset", producer.maxOffset(queue));
        facts.put("earliestMsgStoreTime", producer.earliestMsgStoreTime(queue));
        facts.put("searchOffset", producer.searchOffset(queue, arguments.number("timestampMs")));
        return facts;
    }

    private static DefaultMQProducer producer(Arguments arguments) {
        return Clients.producer(arguments.text("nameServer"), "interop-java-finder");
    }
}
