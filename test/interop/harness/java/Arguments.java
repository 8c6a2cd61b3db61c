import java.util.Map;

/** The fields of one command, by type. A missing field without a default is an error. */
final class Arguments {
    private final Map<?, ?> fields;

    private Arguments(Map<?, ?> fields) {
        this.fields = fields;
    }

    static Arguments parse(String json) {
        return new Arguments((Map<?, ?>) Json.parse(json));
    }

    String text(String name) {
        return (String) required(name);
    }

    long number(String name) {
        return (Long) required(name);
    }

    String text(String name, String absent) {
        return fields.get(name) instanceof String value ? value : absent;
    }

    long number(String name, long absent) {
        return fields.get(name) instanceof Long value ? value : absent;
    }

    private Object required(String name) {
        Object value = fields.get(name);
        if (value == null) throw new IllegalArgumentException("the command has no " + name + ": " + fields);
        return value;
    }
}
