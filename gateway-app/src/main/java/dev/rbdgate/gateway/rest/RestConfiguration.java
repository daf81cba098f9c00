package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.console.ConsoleConfiguration;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/** The controllers, and how strictly bodies are read. */
@Configuration(proxyBeanMethods = false)
@Import({
    AuditController.class,
    CallerController.class,
    ContentController.class,
    DiscoveryAuthController.class,
    EntityTags.class,
    ErrorDocuments.class,
    EventController.class,
    HistoryController.class,
    ImageController.class,
    ImagePropertiesController.class,
    InitiatorController.class,
    LockController.class,
    LunController.class,
    PersistentVolumeController.class,
    NamespaceController.class,
    ObjectMapController.class,
    Problems.class,
    RefusalAudit.class,
    SessionController.class,
    SnapshotController.class,
    SystemController.class,
    TargetController.class,
    TaskController.class,
    TokenController.class,
    TrashController.class,
    VolumeController.class
})
public class RestConfiguration {

    @Bean
    ApiSchemas apiSchemas() {
        return new ApiSchemas();
    }

    @Bean
    OperationCustomizer operationDocuments(ApiSchemas schemas) {
        return new OperationDocuments(schemas);
    }

    @Bean
    OpenApiCustomizer apiDocuments(ApiSchemas schemas) {
        return new ApiDocuments(schemas);
    }

    /** A field that is not known, twice there or of another type is an error, never a guess. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder ->
                builder.enable(
                                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                                DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                config ->
                                        config.setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail));
    }

    /**
     * What was refused is noted. The control logic checks; looking for a validator that nobody
     * calls slows the start.
     */
    @Bean
    WebMvcConfigurer mvcParts(
            RefusalAudit refusals,
            @Qualifier("requestMappingHandlerMapping") // the actuator has one of its own
                    ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<RequestMappingHandlerAdapter> adapters,
            EntityTags tags) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(refusals).excludePathPatterns(ConsoleConfiguration.paths());
                registry.addInterceptor(new Preconditions(mappings, adapters, tags));
            }

            @Override
            public Validator getValidator() {
                return new NoValidation();
            }
        };
    }

    private static final class NoValidation implements Validator {
        @Override
        public boolean supports(Class<?> type) {
            return false;
        }

        @Override
        public void validate(Object target, Errors errors) {
            throw new UnsupportedOperationException("it supports nothing");
        }
    }
}
