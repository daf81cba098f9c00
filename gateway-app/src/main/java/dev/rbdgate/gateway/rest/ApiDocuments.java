package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.access.Permission;
import dev.rbdgate.gateway.access.Permissions;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.HttpHeaders;

/** Says in the API's description that a token is needed, and of which role for each operation. */
final class ApiDocuments implements OpenApiCustomizer {

    private static final String SCHEME = "token";

    /** Of an operation: the least role that it needs. */
    private static final String ROLE = "x-role";

    private final ApiSchemas schemas;

    ApiDocuments(ApiSchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public void customise(OpenAPI api) {
        schemas.complete(api.getComponents().getSchemas());
        api.schemaRequirement(
                        SCHEME,
                        new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"))
                .addSecurityItem(new SecurityRequirement().addList(SCHEME));
        api.getPaths()
                .forEach((path, item) -> {
                    item.readOperationsMap()
                            .forEach((method, operation) ->
                                    describe(method.name(), path, operation));
                    if (isTagged(item.getGet())) {
                        Stream.of(item.getPatch(), item.getPut(), item.getDelete())
                                .filter(Objects::nonNull)
                                .forEach(change -> change.addParametersItem(ifMatch()));
                    }
                });
    }

    private static boolean isTagged(@Nullable Operation get) {
        return get != null
                && get.getResponses().values().stream()
                        .anyMatch(it ->
                                it.getHeaders() != null
                                        && it.getHeaders().containsKey(HttpHeaders.ETAG));
    }

    private static Parameter ifMatch() {
        return new HeaderParameter()
                .name(HttpHeaders.IF_MATCH)
                .description("Only if the resource still has this tag, else 412.")
                .required(false)
                .schema(new Schema<>().types(Set.of("string")));
    }

    private static void describe(String method, String path, Operation operation) {
        Optional<Permission> permission =
                Permissions.table().stream()
                        .filter(it -> it.method().equals(method) && it.pattern().equals(path))
                        .findFirst();
        permission.ifPresent(it -> operation.addExtension(ROLE, it.role().text()));
    }
}
