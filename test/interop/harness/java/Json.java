import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes the JSON of the commands: objects, arrays, strings, whole numbers, booleans, null.
 * Own code, because the two RocketMQ versions bring different JSON libraries.
 */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        return new Json(text).value();
    }

    static String write(Object value) {
        StringBuilder json = new StringBuilder();
        append(json, value);
        return json.toString();
    }

    private static void append(StringBuilder json, Object value) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.append(separator);
                quote(json, String.valueOf(entry.getKey()));
                json.append(':');
                append(json, entry.getValue());
                separator = ",";
            }
            json.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> items) {
            json.append('[');
            String separator = "";
            for (Object item : items) {
                json.append(separator);
                append(json, item);
                separator = ",";
            }
            json.append(']');
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            json.append(value);
        } else {
            quote(json, value.toString());
        }
    }

    private static void quote(StringBuilder json, String string) {
        json.append('"');
        for (int index = 0; index < string.length(); index++) {
            char character = string.charAt(index);
            // Escaped too: a surrogate without its partner, which UTF-8 cannot carry.
            if (character < ' ' || Character.isSurrogate(character)) json.append(String.format("\\u%04x", (int) character));
            else if (character == '"' || character == '\\') json.append('\\').append(character);
            else json.append(character);
        }
        json.append('"');
    }

    private Object value() {
        char next = peek();
        if (next == '{') return object();
        if (next == '[') return array();
        if (next == '"') return string();
        int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(from, at);
        return switch (word) {
            case "null" -> null;
            case "true", "false" -> Boolean.valueOf(word);
            default -> Long.valueOf(word);
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        while (peek() != '}') {
            String name = string();
            expect(':');
            fields.put(name, value());
            if (peek() == ',') at++;
        }
        at++;
        return fields;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        at++;
        while (peek() != ']') {
            items.add(value());
            if (peek() == ',') at++;
        }
        at++;
        return items;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        for (char next = text.charAt(at++); next != '"'; next = text.charAt(at++)) {
            string.append(next == '\\' ? escaped() : next);
        }
        return string.toString();
    }

    private char escaped() {
        char kind = text.charAt(at++);
        if (kind == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int known = "bfnrt".indexOf(kind);
        return known < 0 ? kind : "\b\f\n\r\t".charAt(known);
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) at++;
        return text.charAt(at);
    }

    private void expect(char wanted) {
        if (peek() != wanted) throw new IllegalArgumentException("expected " + wanted + " at " + at + " of " + text);
        at++;
    }
}
