import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The Java client as a long-living program: commands come in and answers go out as JSON lines.
 * A command is {"id", "do", ...}; its answers repeat the id: any number of "message" lines, then one "done" or "error".
 * Commands run side by side; the program ends when its input does.
 */
public final class Interop {
    @FunctionalInterface
    interface Command {
        Object run(Arguments arguments, Consumer<Object> stream) throws Exception;
    }

    private static final Map<String, Command> COMMANDS = Map.of(
        "read", Reading::read,
        "poll", Polling::poll,
        "send", Sending::send,
        "byKey", Finding::byKey,
        "byId", Finding::byId,
        "queueFacts", Finding::queueFacts,
        "createTopic", Topics::create,
        "deleteTopic", Topics::delete);

    private final PrintStream answers;

    private Interop(PrintStream answers) {
        this.answers = answers;
    }

    public static void main(String[] none) throws Exception {
        Interop interop = new Interop(new PrintStream(System.out, false, StandardCharsets.UTF_8));
        // Whatever a library prints belongs to the log, not between the answers.
        System.setOut(System.err);
        ExecutorService threads = Executors.newCachedThreadPool();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        interop.answer("ready", 0L, true);
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            Arguments arguments = Arguments.parse(line);
            threads.execute(() -> interop.execute(arguments));
        }
        System.exit(0);
    }

    private void execute(Arguments arguments) {
        long id = arguments.number("id");
        try {
            Command command = COMMANDS.get(arguments.text("do"));
            answer("done", id, command.run(arguments, value -> answer("message", id, value)));
        } catch (Throwable failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            answer("error", id, trace.toString());
        }
    }

    private void answer(String kind, long id, Object value) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", id);
        line.put("kind", kind);
        line.put("value", value);
        String json = Json.write(line);
        synchronized (answers) {
            answers.print(json + "\n");
            // Streamed messages leave with the next line that ends an answer, or when the buffer is full.
            if (!kind.equals("message")) answers.flush();
        }
    }
}
