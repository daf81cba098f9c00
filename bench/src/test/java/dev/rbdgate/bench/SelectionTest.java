package dev.rbdgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.bench.row.Row;
import dev.rbdgate.bench.row.Rows;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private static List<String> names(String glob, boolean ceph) {
        return new Selection(glob, ceph).of(Rows.all()).stream().map(Row::name).toList();
    }

    @Test
    void aGlobSelectsByName() {
        assertThat(names("*-1m", false))
                .startsWith("read-1m", "write-1m", "snapshot-1m")
                .allMatch(name -> name.endsWith("-1m"));
        assertThat(names("{start,memory}", false)).containsExactly("start", "memory");
    }

    @Test
    void rowsOnCephAreLeftOutUnlessAskedFor() {
        assertThat(names("rados-*", false)).isEmpty();
        assertThat(names("rados-*", true)).hasSize(4);
    }

    @Test
    void whatMatchesNothingSelectsNothing() {
        assertThat(names("nonsense", true)).isEmpty();
    }
}
