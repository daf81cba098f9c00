package dev.rbdgate.rbd.rados;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlushScopeTest {

    private final FlushScope scope = new FlushScope();
    private final List<String> done = new ArrayList<>();

    @Test
    void aFlushWithNothingOutstandingIsDoneAtOnce() {
        flush("f");
        assertThat(done).containsExactly("f");
        scope.end(scope.begin());
        flush("g");
        assertThat(done).containsExactly("f", "g");
    }

    @Test
    void aFlushWaitsForTheWritesBeforeItAndForNoOther() {
        FlushScope.Epoch before = scope.begin();
        FlushScope.Epoch alsoBefore = scope.begin();
        flush("f");
        FlushScope.Epoch after = scope.begin();
        scope.end(before);
        scope.end(after);
        assertThat(done).isEmpty();
        scope.end(alsoBefore);
        assertThat(done).containsExactly("f");
    }

    @Test
    void laterFlushesWaitForEarlierWrites() {
        FlushScope.Epoch first = scope.begin();
        flush("f");
        FlushScope.Epoch second = scope.begin();
        flush("g");
        flush("h");
        scope.end(second);
        assertThat(done).isEmpty();
        scope.end(first);
        assertThat(done).containsExactly("f", "g", "h");
        flush("i");
        assertThat(done).endsWith("i");
    }

    private void flush(String name) {
        scope.flush(result -> {
            assertThat(result).isZero();
            done.add(name);
        });
    }
}
