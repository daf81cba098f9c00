package dev.rbdgate.acceptance;

import dev.rbdgate.acceptance.SuiteVerdict.Failed;
import dev.rbdgate.acceptance.SuiteVerdict.Ran;
import dev.rbdgate.acceptance.SuiteVerdict.Skipped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One run of the suite against all kinds of unit. Each kind has a target of its own, since tests
 * reset their target; so they run side by side.
 */
final class ConformanceRun {

    private final Gateway gateway;
    private final LibiscsiSuite suite;
    private final ReasonList leftOut;

    /** By kind, the verdict of each test. */
    private final Map<LunKind, Map<String, SuiteVerdict>> results = new EnumMap<>(LunKind.class);

    ConformanceRun(Gateway gateway, LibiscsiSuite suite, ReasonList leftOut) {
        this.gateway = gateway;
        this.suite = suite;
        this.leftOut = leftOut;
    }

    void start(List<LunKind> kinds) {
        kinds.forEach(this::serve);
        Map<LunKind, Future<Map<String, SuiteVerdict>>> running = new EnumMap<>(LunKind.class);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (LunKind kind : kinds) {
                running.put(kind, threads.submit(() -> runSuite(kind)));
            }
            for (LunKind kind : kinds) {
                results.put(kind, Objects.requireNonNull(running.get(kind)).get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String iqn(LunKind kind) {
        return Gateway.IQN_PREFIX + kind.label();
    }

    private void serve(LunKind kind) {
        gateway.send(
                "POST",
                "/images",
                "{\"name\":\"%s\",\"size\":\"%s\"}".formatted(kind.label(), kind.size()));
        gateway.send(
                "POST",
                "/targets",
                """
                {"iqn":"%s","portals":[{"address":"%s","port":3260,"group":1},
                                       {"address":"%s","port":3260,"group":2}]}
                """
                        .formatted(iqn(kind), Network.ADDRESS, Network.SECOND_ADDRESS));
        gateway.send("POST", "/targets/" + iqn(kind) + "/luns", kind.mapping());
        gateway.send("POST", "/targets/" + iqn(kind) + "/initiators", "{\"initiator\":\"*\"}");
    }

    private Map<String, SuiteVerdict> runSuite(LunKind kind) {
        List<String> urls =
                List.of(
                        "iscsi://" + Network.ADDRESS + ":3260/" + iqn(kind) + "/0",
                        "iscsi://" + Network.SECOND_ADDRESS + ":3260/" + iqn(kind) + "/0");
        return suite.run(kind.label(), urls, leftOut.listed(kind.label(), suite.tests()));
    }

    /** Every test of the suite. */
    Set<String> tests() {
        return suite.tests();
    }

    private Map<String, SuiteVerdict> of(LunKind kind) {
        return Objects.requireNonNull(results.get(kind));
    }

    /** The tests that a kind ran to their end without skipping any of it. */
    Set<String> ran(LunKind kind) {
        Set<String> ran = new TreeSet<>();
        of(kind).forEach((test, verdict) -> {
            if (verdict instanceof Ran) {
                ran.add(test);
            }
        });
        return ran;
    }

    Set<String> ranSomewhere() {
        Set<String> ran = new TreeSet<>();
        results.keySet().forEach(kind -> ran.addAll(ran(kind)));
        return ran;
    }

    /** The tests that failed, with what they said. */
    List<String> failures(LunKind kind) {
        List<String> failures = new ArrayList<>();
        of(kind).forEach((test, verdict) -> {
            if (verdict instanceof Failed(List<String> lines)) {
                failures.add(test + "\n  " + String.join("\n  ", lines));
            }
        });
        return failures;
    }

    /** The counts, per kind and over all kinds. */
    String summary(ReasonList skipped) {
        StringBuilder text = new StringBuilder();
        text.append("libiscsi's suite     tests     run skipped  failed left out\n");
        for (LunKind kind : results.keySet()) {
            text.append(line(kind));
        }
        Set<String> nowhere = new TreeSet<>(tests());
        nowhere.removeAll(ranSomewhere());
        text.append(
                "%d different tests: %d run by some kind, %d by none (%d listed)\n"
                        .formatted(
                                tests().size(),
                                ranSomewhere().size(),
                                nowhere.size(),
                                skipped.listed("*", tests()).size()));
        nowhere.forEach(test -> text.append("  not run: ").append(test).append('\n'));
        return text.toString();
    }

    private String line(LunKind kind) {
        int total = suite.tests().size();
        int given = 0;
        int ran = 0;
        int skips = 0;
        int failed = 0;
        for (SuiteVerdict verdict : of(kind).values()) {
            given++;
            switch (verdict) {
                case Ran() -> ran++;
                case Skipped _ -> skips++;
                case Failed _ -> failed++;
            }
        }
        return "%-18s %7d %7d %7d %7d %7d\n"
                .formatted(kind.label(), total, ran, skips, failed, total - given);
    }
}
