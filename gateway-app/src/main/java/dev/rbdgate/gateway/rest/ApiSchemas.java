package dev.rbdgate.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;

/**
 * What the schemas of the API's description lack: which members may be null, and which are always
 * there. Both stand in the records that bodies and answers are made of.
 */
final class ApiSchemas {

    private static final String REFERENCE = "#/components/schemas/";
    private static final String GRANTED_LUNS = "GrantedLuns";
    private static final String OURS = "dev.rbdgate.";

    /** What is described in other words; by its own name nothing refers to it. */
    private static final List<Class<?>> READ_BY_HAND =
            List.of(JsonNode.class, ChapChange.class, RedirectChange.class);

    /** By simple name, which is the schema's. */
    private final Map<String, Class<?>> records = new TreeMap<>();

    /** Takes note of the records in what a method takes and answers. */
    synchronized void add(HandlerMethod method) {
        add(method.getMethod().getGenericReturnType());
        for (Type parameter : method.getMethod().getGenericParameterTypes()) {
            add(parameter);
        }
    }

    private void add(Type type) {
        switch (type) {
            case Class<?> known when known.isRecord() && known.getName().startsWith(OURS) ->
                    addRecord(known);
            case ParameterizedType generic -> {
                for (Type argument : generic.getActualTypeArguments()) {
                    add(argument);
                }
            }
            case GenericArrayType array -> add(array.getGenericComponentType());
            default -> {}
        }
    }

    private void addRecord(Class<?> type) {
        Class<?> before = records.put(type.getSimpleName(), type);
        if (before == type) {
            return;
        }
        if (before != null) {
            throw new IllegalStateException(before + " and " + type + " have one schema's name");
        }
        for (RecordComponent component : type.getRecordComponents()) {
            add(component.getGenericType());
        }
    }

    /** Completes the schemas of the records, and adds those that no record stands for. */
    @SuppressWarnings("rawtypes") // as the library has them
    synchronized void complete(Map<String, Schema> schemas) {
        records.forEach((name, type) -> {
            Schema<?> schema = schemas.get(name);
            if (schema != null && schema.getProperties() != null) {
                complete(schema, type);
            }
        });
        schemas.put(
                "SizeValue",
                anyOf(type("integer").format("int64"), type("string"))
                        .description("Bytes, or text such as 10GiB."));
        READ_BY_HAND.forEach(type -> schemas.remove(type.getSimpleName()));
        schemas.put(GRANTED_LUNS, grantedLuns());
        schemas.put("ProblemDocument", problem());
        schemas.forEach((name, schema) -> {
            if (name.startsWith("ListView")) {
                completeList(schema);
            }
        });
    }

    private static void completeList(Schema<?> list) {
        replace(list, "next", nullable(type("string")));
        list.setRequired(List.of("items", "next"));
    }

    private void complete(Schema<?> schema, Class<?> type) {
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            @Nullable JsonProperty renamed =
                    component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null ? component.getName() : renamed.value();
            boolean mayBeNull = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean mayBeAbsent = component.getAccessor().isAnnotationPresent(JsonInclude.class);
            Schema<?> member = member(component, schema.getProperties().get(name));
            replace(schema, name, mayBeNull ? nullable(member) : member);
            if (!mayBeNull && !mayBeAbsent) {
                required.add(name);
            }
        }
        schema.setRequired(required.isEmpty() ? null : required);
    }

    /** What reads or writes itself in a form of its own. */
    private static Schema<?> member(RecordComponent component, @Nullable Schema<?> derived) {
        if (component.getType() == Object.class || component.getType() == JsonNode.class) {
            return new Schema<>().$ref(REFERENCE + GRANTED_LUNS);
        }
        if (component.getType() == ChapChange.class) {
            return new Schema<>().$ref(REFERENCE + "ChapBody");
        }
        if (component.getType() == RedirectChange.class) {
            return new Schema<>().$ref(REFERENCE + "RedirectBody");
        }
        if (component.getGenericType() instanceof ParameterizedType map
                && map.getRawType() == Map.class
                && map.getActualTypeArguments()[1] instanceof ParameterizedType) {
            // Columns of numbers, null where nothing was counted.
            Schema<?> columns = type("object");
            columns.setAdditionalProperties(array(nullable(type("number"))));
            return columns;
        }
        return derived == null ? new Schema<>() : derived;
    }

    private static Schema<?> grantedLuns() {
        Schema<String> all = new Schema<>();
        all.setTypes(Set.of("string"));
        all.addEnumItemObject("all");
        Schema<?> either =
                new Schema<>().description("All LUNs, those to come included, or these.");
        either.setOneOf(List.of(all, array(type("integer").format("int32"))));
        return either;
    }

    private static Schema<?> nullable(Schema<?> schema) {
        return anyOf(schema, type("null"));
    }

    private static Schema<?> anyOf(Schema<?> one, Schema<?> other) {
        Schema<?> either = new Schema<>();
        either.setAnyOf(List.of(one, other));
        return either;
    }

    private static Schema<?> array(Schema<?> items) {
        Schema<?> array = type("array");
        array.setItems(items);
        return array;
    }

    private static Schema<?> type(String name) {
        return new Schema<>().types(Set.of(name));
    }

    @SuppressWarnings("rawtypes") // as the library has them
    private static void replace(Schema<?> schema, String name, Schema<?> member) {
        Map<String, Schema> members = new LinkedHashMap<>(schema.getProperties());
        members.put(name, member);
        schema.setProperties(members);
    }

    private static Schema<?> problem() {
        Schema<?> problem = type("object");
        problem.addProperty("type", type("string"));
        problem.addProperty("title", type("string"));
        problem.addProperty("status", type("integer"));
        problem.addProperty("detail", type("string"));
        problem.addProperty("instance", type("string"));
        problem.addProperty("field", type("string").description("The field at fault."));
        problem.addProperty("errors", array(type("object")));
        problem.setRequired(List.of("status"));
        return problem;
    }
}
