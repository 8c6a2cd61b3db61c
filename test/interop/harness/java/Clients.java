import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * The clients of each name server, made at first use and kept until the program ends:
 * to start and shut one down for each command costs 0.4 s, and the shutdown of 5.5.0 now and then waits 3 s more.
 */
@SuppressWarnings("deprecation")
final class Clients {
    private static final int SEND_TIMEOUT_MS = 10_000;
    private static final int ADMIN_TIMEOUT_MS = 10_000;

    private static final Map<String, DefaultMQProducer> PRODUCERS = new ConcurrentHashMap<>();
    private static final Map<String, DefaultMQPullConsumer> CONSUMERS = new ConcurrentHashMap<>();
    private static final Map<String, DefaultMQAdminExt> ADMINS = new ConcurrentHashMap<>();

    @FunctionalInterface
    private interface Start {
        void run() throws MQClientException;
    }

    private Clients() {}

    static DefaultMQProducer producer(String nameServer, String group) {
        return PRODUCERS.computeIfAbsent(nameServer + " " + group, key -> {
            DefaultMQProducer producer = new DefaultMQProducer(group);
            producer.setNamesrvAddr(nameServer);
            producer.setInstanceName(instanceName(nameServer));
            producer.setSendMsgTimeout(SEND_TIMEOUT_MS);
            start(producer::start);
            return producer;
        });
    }

    static DefaultMQPullConsumer consumer(String nameServer) {
        return CONSUMERS.computeIfAbsent(nameServer, key -> {
            DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("interop-reader");
            consumer.setNamesrvAddr(nameServer);
            consumer.setInstanceName(instanceName(nameServer));
            start(consumer::start);
            return consumer;
        });
    }

    static DefaultMQAdminExt admin(String nameServer) {
        return ADMINS.computeIfAbsent(nameServer, key -> {
            DefaultMQAdminExt admin = new DefaultMQAdminExt(ADMIN_TIMEOUT_MS);
            admin.setNamesrvAddr(nameServer);
            admin.setInstanceName(instanceName(nameServer));
            start(admin::start);
            return admin;
        });
    }

    /** Clients with one instance name share connections; those of two name servers must not. */
    private static String instanceName(String nameServer) {
        return "interop-" + nameServer.replace(':', '-');
    }

    private static void start(Start start) {
        try {
            start.run();
        } catch (MQClientException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
