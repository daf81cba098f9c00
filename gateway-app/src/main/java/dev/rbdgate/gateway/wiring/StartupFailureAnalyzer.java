package dev.rbdgate.gateway.wiring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;

/** Says what is wrong with a failed start and what to do, without a stack trace. */
public final class StartupFailureAnalyzer implements FailureAnalyzer, Ordered {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        return Failures.explain(failure)
                .map(it -> new FailureAnalysis(it.message(), it.remedy(), failure))
                .orElse(null);
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
