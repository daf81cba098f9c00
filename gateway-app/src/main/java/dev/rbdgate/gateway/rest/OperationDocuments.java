package dev.rbdgate.gateway.rest;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.method.HandlerMethod;

/**
 * The answers of each operation as they are: its status codes, and problem documents for the rest.
 */
final class OperationDocuments implements OperationCustomizer {

    /** The schema of problem documents (RFC 9457). */
    static final String PROBLEM = "#/components/schemas/ProblemDocument";

    private static final String TASK = "#/components/schemas/Task";
    private static final String FEATURES = "#/components/schemas/Features";
    private static final String OK = "200";
    private static final String CREATED = "201";
    private static final String ACCEPTED = "202";
    private static final String NO_CONTENT = "204";
    private static final String OTHERS = "default";

    private final ApiSchemas schemas;

    OperationDocuments(ApiSchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        schemas.add(method);
        name(operation, method);
        ApiResponses responses = operation.getResponses();
        Type answer = answer(method.getMethod().getGenericReturnType());
        if (answer == Views.Task.class && isEntity(method)) {
            responses.remove(OK);
            responses.addApiResponse(ACCEPTED, answer("The task that does it.", TASK));
            if (method.hasMethodAnnotation(DeleteMapping.class)) {
                responses.addApiResponse(NO_CONTENT, new ApiResponse().description("Done."));
            }
        } else if (isEntity(method) && method.hasMethodAnnotation(PostMapping.class)) {
            made(responses);
        } else if (isEntity(method) && method.hasMethodAnnotation(PatchMapping.class)) {
            responses.addApiResponse(OK, answer("Done.", FEATURES));
            responses.addApiResponse(ACCEPTED, answer("The task that goes on with it.", TASK));
        }
        if (isTagged(answer)) {
            responses.forEach((status, response) -> {
                if (status.equals(OK) || status.equals(CREATED)) {
                    response.addHeaderObject(
                            "ETag", new Header().schema(text()).description("For If-Match."));
                }
            });
        }
        responses.addApiResponse(OTHERS, problem());
        return operation;
    }

    /** What generated clients call it, which the order of classes must not change. */
    private static void name(Operation operation, HandlerMethod method) {
        String resource = method.getBeanType().getSimpleName().replaceFirst("Controller$", "");
        String verb = method.getMethod().getName();
        operation.setTags(List.of(resource));
        operation.setOperationId(
                resource.substring(0, 1).toLowerCase(Locale.ROOT)
                        + resource.substring(1)
                        + verb.substring(0, 1).toUpperCase(Locale.ROOT)
                        + verb.substring(1));
    }

    /** 201, or 200 with the same if it was there. */
    private static void made(ApiResponses responses) {
        @Nullable ApiResponse present = responses.get(OK);
        if (present != null) {
            present.setDescription("It was there already.");
            responses.addApiResponse(
                    CREATED, new ApiResponse().description("Made.").content(present.getContent()));
        }
    }

    private static boolean isEntity(HandlerMethod method) {
        return method.getMethod().getReturnType() == ResponseEntity.class;
    }

    private static Type answer(Type returned) {
        return returned instanceof ParameterizedType generic
                        && generic.getRawType() == ResponseEntity.class
                ? generic.getActualTypeArguments()[0]
                : returned;
    }

    private static boolean isTagged(Type answer) {
        return answer instanceof Class<?> type && Tagged.class.isAssignableFrom(type);
    }

    private static ApiResponse answer(String description, String schema) {
        return new ApiResponse()
                .description(description)
                .content(content("application/json", schema));
    }

    private static ApiResponse problem() {
        return new ApiResponse()
                .description("Refused or failed.")
                .content(content("application/problem+json", PROBLEM));
    }

    private static Content content(String type, String schema) {
        return new Content()
                .addMediaType(type, new MediaType().schema(new Schema<>().$ref(schema)));
    }

    private static Schema<?> text() {
        return new Schema<>().types(Set.of("string"));
    }
}
