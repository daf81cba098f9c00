package dev.rbdgate.cli.terminal;

/** Text from elsewhere on its way to a terminal. */
public final class Printable {

    private Printable() {}

    /** The text with every control character replaced: none may move the cursor or hide a line. */
    public static String of(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            clean.append(Character.isISOControl(character) ? '?' : character);
        }
        return clean.toString();
    }
}
