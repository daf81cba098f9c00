package dev.rbdgate.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.h2.tools.Csv;

/** Writes a {@link BackupFile} of a database as it is, of whatever version. */
final class BackupWriter {

    private BackupWriter() {}

    /**
     * @param file made, for its owner only; must not be there
     * @param key to be in it
     */
    static void write(
            Connection connection, int schema, Path file, Instant now, Optional<String> key)
            throws IOException, SQLException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            text(
                    zip,
                    BackupFile.DESCRIPTION,
                    "%s=%d%n%s=%d%n%s=%s%n"
                            .formatted(
                                    BackupFile.FORMAT_PROPERTY,
                                    BackupFile.FORMAT,
                                    BackupFile.SCHEMA_PROPERTY,
                                    schema,
                                    BackupFile.CREATED_PROPERTY,
                                    now));
            if (key.isPresent()) {
                text(zip, BackupFile.KEY, key.get() + "\n");
            }
            for (String table : BackupTables.of(connection)) {
                zip.putNextEntry(new ZipEntry(table + BackupFile.TABLE_SUFFIX));
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    Writer writer = new OutputStreamWriter(zip, StandardCharsets.UTF_8);
                    new Csv().write(new Unclosed(writer), rows);
                    writer.flush();
                }
                zip.closeEntry();
            }
        }
        PrivateFiles.create(file, bytes.toByteArray());
    }

    private static void text(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** H2 closes what it has written to; the archive goes on. */
    private static final class Unclosed extends Writer {

        private final Writer writer;

        Unclosed(Writer writer) {
            this.writer = writer;
        }

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            writer.write(characters, offset, length);
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }

        @Override
        public void close() throws IOException {
            writer.flush();
        }
    }
}
