package io.quorate.node.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A page of the documentation, of which tests run what stands there. */
record Document(String text) {
    static Document of(String name) throws IOException {
        return new Document(Files.readString(Path.of("..", "docs", name)));
    }

    /** The blocks of a language, in their order. */
    List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        String fence = "\n```" + language + "\n";
        for (int at = text.indexOf(fence); at >= 0; at = text.indexOf(fence, at + 1)) {
            int begin = at + fence.length();
            blocks.add(text.substring(begin, text.indexOf("\n```", begin) + 1));
        }
        return blocks;
    }
}
