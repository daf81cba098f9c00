package dev.rbdgate.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The mapping database: targets, LUNs, grants, who saw which LUN, and the audit log. A change is
 * durable when {@link #change} returns. Safe for use by several threads; changes that depend on
 * what was read are the caller's to serialize.
 */
public final class MappingStore implements AutoCloseable {

    private final Database database;
    private final SecretBox secrets;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final LunHistory history;
    private final AuditTable audits;

    /** Held for a change, so that memory follows the database in the order of the commits. */
    private final ReentrantLock changing = new ReentrantLock();

    /** What is stored; empty after a change of which nobody knows whether it was committed. */
    private Optional<Mapping> known = Optional.empty();

    private MappingStore(Database database, SecretBox secrets) {
        this.database = database;
        this.secrets = secrets;
        jdbc = JdbcClient.create(database.dataSource());
        transactions = new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
        history = new LunHistory(jdbc);
        audits = new AuditTable(jdbc);
    }

    /**
     * Opens the database {@code <directory>/config}, makes or migrates it, and checks that the key
     * is the one its secrets were sealed with.
     *
     * @throws ConfigException if it cannot be used
     */
    public static MappingStore open(Path directory, SecretBox secrets) {
        Database database = Database.open(directory);
        try {
            MappingStore store = new MappingStore(database, secrets);
            store.checkKey();
            store.read();
            return store;
        } catch (RuntimeException e) {
            database.close();
            throw database.explain(e);
        }
    }

    /** The whole mapping as of now. */
    public Mapping read() {
        changing.lock();
        try {
            Mapping mapping = known.orElseGet(this::readStored);
            known = Optional.of(mapping);
            return mapping;
        } finally {
            changing.unlock();
        }
    }

    private Mapping readStored() {
        return required(transactions.execute(_ -> new MappingReader(jdbc, secrets).read()));
    }

    /** Writes a change and its audit row in one transaction, and makes it durable. */
    public void change(AuditEntry audit, MappingChange change) {
        changing.lock();
        try {
            Mapping before = read();
            known = Optional.empty();
            Mapping after =
                    required(
                            transactions.execute(_ -> {
                                MappingEditor editor = new MappingEditor(before);
                                change.write(new MappingWriter(jdbc, secrets, editor));
                                audits.write(audit);
                                return editor.result();
                            }));
            known = Optional.of(after);
        } finally {
            changing.unlock();
        }
        database.makeDurable();
    }

    /** Writes an audit row for a change that is kept elsewhere, such as one to an image. */
    public void audit(AuditEntry audit) {
        change(audit, _ -> {});
    }

    /** REST's named tokens, by name. */
    public List<ApiToken> apiTokens() {
        return new ApiTokenTable(jdbc).read();
    }

    /** Every LUN number the target ever used, ascending, also while there is no such target. */
    public List<UsedLun> usedLuns(String iqn) {
        return required(transactions.execute(_ -> history.usedLuns(iqn)));
    }

    /** A LUN number of a target, if it ever used that. */
    public Optional<UsedLun> usedLun(String iqn, int lun) {
        return required(transactions.execute(_ -> history.usedLun(iqn, lun)));
    }

    /**
     * Notes that an initiator was shown these LUNs of a target.
     *
     * @param all whether it was told that there are no others, so that it has let go of them
     */
    public void sighted(String iqn, String initiator, Set<Integer> luns, boolean all) {
        transactions.executeWithoutResult(_ -> {
            SortedSet<Integer> before = history.seen(iqn, initiator);
            SortedSet<Integer> added = new TreeSet<>(luns);
            added.removeAll(before);
            history.add(iqn, initiator, added);
            if (all) {
                before.removeAll(luns);
                history.remove(iqn, initiator, before);
            }
        });
        database.makeDurable();
    }

    /**
     * Writes an audit row about what changed nothing. Power loss may take it back: nobody is
     * answered that it is there.
     */
    public void note(AuditEntry audit) {
        transactions.executeWithoutResult(_ -> audits.write(audit));
    }

    /** Rows of the audit log, newest first. */
    public List<AuditRow> auditLog(AuditQuery query) {
        return audits.read(query);
    }

    /** The newest audit entries, newest first. */
    public List<AuditEntry> auditLog(int limit) {
        return auditLog(AuditQuery.newest(limit)).stream().map(AuditRow::entry).toList();
    }

    @Override
    public void close() {
        database.close();
    }

    /** Known text sealed by the key in use: what another key does not open. */
    private void checkKey() {
        String place = "key-check";
        transactions.executeWithoutResult(_ ->
                jdbc.sql("SELECT content FROM settings WHERE name = ?")
                        .param(place)
                        .query(String.class)
                        .optional()
                        .ifPresentOrElse(
                                sealed -> secrets.open(sealed, place),
                                () ->
                                        jdbc.sql(
                                                        "INSERT INTO settings (name,"
                                                                + " content) VALUES (?, ?)")
                                                .params(place, secrets.seal("rbdgate", place))
                                                .update()));
        database.makeDurable();
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
