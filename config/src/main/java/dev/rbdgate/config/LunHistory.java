package dev.rbdgate.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which LUN numbers a target has used, and which initiators still believe in them. An initiator
 * keeps a device for a LUN it was shown; with another image behind the number that device would
 * read and write the wrong data.
 */
final class LunHistory {

    private final JdbcClient jdbc;

    LunHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Every number the target ever used, ascending. */
    List<UsedLun> usedLuns(String iqn) {
        Map<Integer, SortedSet<String>> seenBy = new HashMap<>();
        jdbc.sql("SELECT lun, initiator FROM lun_sightings WHERE target_iqn = ?")
                .param(iqn)
                .query(row -> {
                    seenBy.computeIfAbsent(row.getInt("lun"), _ -> new TreeSet<>())
                            .add(row.getString("initiator"));
                });
        List<UsedLun> used = new ArrayList<>();
        jdbc.sql("SELECT lun, naa FROM used_luns WHERE target_iqn = ? ORDER BY lun")
                .param(iqn)
                .query(row -> {
                    int lun = row.getInt("lun");
                    used.add(
                            new UsedLun(
                                    lun,
                                    row.getString("naa"),
                                    seenBy.getOrDefault(lun, new TreeSet<>())));
                });
        return used;
    }

    Optional<UsedLun> usedLun(String iqn, int lun) {
        return jdbc.sql("SELECT naa FROM used_luns WHERE target_iqn = ? AND lun = ?")
                .params(iqn, lun)
                .query(String.class)
                .optional()
                .map(naa -> new UsedLun(lun, naa, seenBy(iqn, lun)));
    }

    private SortedSet<String> seenBy(String iqn, int lun) {
        return new TreeSet<>(
                jdbc.sql("SELECT initiator FROM lun_sightings WHERE target_iqn = ? AND lun = ?")
                        .params(iqn, lun)
                        .query(String.class)
                        .list());
    }

    SortedSet<Integer> seen(String iqn, String initiator) {
        return new TreeSet<>(
                jdbc.sql("SELECT lun FROM lun_sightings WHERE target_iqn = ? AND initiator = ?")
                        .params(iqn, initiator)
                        .query(Integer.class)
                        .list());
    }

    void add(String iqn, String initiator, Set<Integer> luns) {
        for (int lun : luns) {
            jdbc.sql("INSERT INTO lun_sightings (target_iqn, lun, initiator) VALUES (?, ?, ?)")
                    .params(iqn, lun, initiator)
                    .update();
        }
    }

    void remove(String iqn, String initiator, Set<Integer> luns) {
        for (int lun : luns) {
            jdbc.sql(
                            "DELETE FROM lun_sightings"
                                    + " WHERE target_iqn = ? AND lun = ? AND initiator = ?")
                    .params(iqn, lun, initiator)
                    .update();
        }
    }
}
