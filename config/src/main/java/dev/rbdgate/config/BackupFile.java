package dev.rbdgate.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A backup of the configuration: a ZIP archive of a description and one CSV file for each table.
 * Secrets are in it as in the database, encrypted. Restoring inserts rows and runs no statement
 * from the archive.
 *
 * @param schema the version of the tables
 * @param key the key itself, if it was to be in it
 * @param tables rows as CSV, by table
 */
record BackupFile(int schema, Instant created, Optional<String> key, Map<String, String> tables) {

    /** Of the archive; a newer one is refused. */
    static final int FORMAT = 1;

    static final String DESCRIPTION = "rbdgate-backup.properties";
    static final String KEY = "secret.key";
    static final String TABLE_SUFFIX = ".csv";
    static final String FORMAT_PROPERTY = "format";
    static final String SCHEMA_PROPERTY = "schema";
    static final String CREATED_PROPERTY = "created";

    /** Longest table, in bytes; the audit log at its bounds has a tenth of it. */
    static final int MAX_ENTRY_BYTES = 1 << 30;

    /** More entries than tables there will ever be. */
    private static final int MAX_ENTRIES = 100;

    /**
     * Reads a backup, all of it.
     *
     * @throws ConfigException if it is none, damaged, or of a newer rbdgate
     */
    static BackupFile read(Path file) {
        Map<String, String> entries;
        try {
            entries = entries(file);
        } catch (IOException e) {
            throw damaged(file, e.toString());
        }
        String description = entries.remove(DESCRIPTION);
        if (description == null) {
            throw damaged(file, "it is not a backup of rbdgate");
        }
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(description));
            int format = Integer.parseInt(properties.getProperty(FORMAT_PROPERTY, ""));
            if (format > FORMAT) {
                throw new ConfigException(
                        ConfigException.Kind.NEWER_SCHEMA,
                        "The backup %s has format %d, which this rbdgate does not know."
                                .formatted(file, format),
                        "Restore it with the rbdgate that wrote it, or a newer one.");
            }
            Optional<String> key = Optional.ofNullable(entries.remove(KEY)).map(String::strip);
            Map<String, String> tables = new HashMap<>();
            entries.forEach((name, text) -> {
                if (name.endsWith(TABLE_SUFFIX)) {
                    tables.put(name.substring(0, name.length() - TABLE_SUFFIX.length()), text);
                }
            });
            return new BackupFile(
                    Integer.parseInt(properties.getProperty(SCHEMA_PROPERTY, "")),
                    Instant.parse(properties.getProperty(CREATED_PROPERTY, "")),
                    key,
                    tables);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw damaged(file, "its description cannot be read");
        }
    }

    private static Map<String, String> entries(Path file) throws IOException {
        Map<String, String> entries = new HashMap<>();
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes(MAX_ENTRY_BYTES);
                if (zip.read() >= 0 || entries.size() == MAX_ENTRIES) {
                    throw new IOException("it is larger than a backup can be");
                }
                entries.put(entry.getName(), new String(content, StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    private static ConfigException damaged(Path file, String reason) {
        return new ConfigException(
                ConfigException.Kind.CORRUPT,
                "The backup %s cannot be used: %s.".formatted(file, reason),
                "Take another one.");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "BackupFile[schema=" + schema + ", created=" + created + "]";
    }
}
