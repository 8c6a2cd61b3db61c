import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** Makes and removes topics on every master, and answers when the name server knows. */
final class Topics {
    /** The name that the harness gives every cluster. */
    private static final String CLUSTER = "DefaultCluster";
    private static final long MASTER = 0L;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @FunctionalInterface
    private interface Task {
        Object run(DefaultMQAdminExt admin, Map<String, String> masters) throws Exception;
    }

    private Topics() {}

    static Object create(Arguments arguments, Consumer<Object> stream) throws Exception {
        String topic = arguments.text("topic");
        int queues = (int) arguments.number("queues");
        TopicConfig configuration = new TopicConfig(topic, queues, queues, (int) arguments.number("perm"));
        return withAdmin(arguments, (admin, masters) -> {
            for (String address : masters.values()) admin.createAndUpdateTopicConfig(address, configuration);
            awaitRoute(admin, topic, masters.keySet(), arguments.number("timeoutMs"));
            return masters.keySet();
        });
    }

    static Object delete(Arguments arguments, Consumer<Object> stream) throws Exception {
        String topic = arguments.text("topic");
        return withAdmin(arguments, (admin, masters) -> {
            admin.deleteTopicInBroker(new HashSet<>(masters.values()), topic);
            admin.deleteTopicInNameServer(Set.of(arguments.text("nameServer")), CLUSTER, topic);
            awaitRoute(admin, topic, Set.of(), arguments.number("timeoutMs"));
            return masters.keySet();
        });
    }

    private static Object withAdmin(Arguments arguments, Task task) throws Exception {
        DefaultMQAdminExt admin = Clients.admin(arguments.text("nameServer"));
        Map<String, String> masters = new HashMap<>();
        // `var` here and below: the class moved to another package between the versions.
        for (var broker : admin.examineBrokerClusterInfo().getBrokerAddrTable().values()) {
            String address = broker.getBrokerAddrs().get(MASTER);
            if (address != null) masters.put(broker.getBrokerName(), address);
        }
        return task.run(admin, masters);
    }

    private static void awaitRoute(DefaultMQAdminExt admin, String topic, Set<String> wanted, long timeoutMs)
        throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        Set<String> found = route(admin, topic);
        while (!found.equals(wanted)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the route of " + topic + " lists " + found + " instead of " + wanted);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            found = route(admin, topic);
        }
    }

    private static Set<String> route(DefaultMQAdminExt admin, String topic) throws Exception {
        Set<String> names = new HashSet<>();
        try {
            for (var broker : admin.examineTopicRouteInfo(topic).getBrokerDatas()) names.add(broker.getBrokerName());
        } catch (MQClientException noRoute) {
            // No route is an answer: nobody has the topic.
        }
        return names;
    }
}
