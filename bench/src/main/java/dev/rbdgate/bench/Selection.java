package dev.rbdgate.bench;

import dev.rbdgate.bench.row.Row;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;

/**
 * Which rows are wanted.
 *
 * @param glob of their names
 * @param ceph whether those on Ceph are wanted too
 */
record Selection(String glob, boolean ceph) {

    List<Row> of(List<Row> rows) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        return rows.stream()
                .filter(row -> ceph || !row.needsCeph())
                .filter(row -> matcher.matches(Path.of(row.name())))
                .toList();
    }
}
