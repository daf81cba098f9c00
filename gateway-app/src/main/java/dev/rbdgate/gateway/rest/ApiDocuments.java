package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.access.Permission;
import dev.rbdgate.gateway.access.Permissions;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Optional;
import org.springdoc.core.customizers.OpenApiCustomizer;

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
                .forEach((path, item) ->
                        item.readOperationsMap()
                                .forEach((method, operation) ->
                                        describe(method.name(), path, operation)));
    }

    private static void describe(String method, String path, Operation operation) {
        Optional<Permission> permission =
                Permissions.table().stream()
                        .filter(it -> it.method().equals(method) && it.pattern().equals(path))
                        .findFirst();
        permission.ifPresent(it -> operation.addExtension(ROLE, it.role().text()));
    }
}
