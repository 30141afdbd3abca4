package io.quorate.simulator.report;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.VoteKind;
import io.quorate.simulator.cluster.Cast;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.scenario.Scenario;
import java.util.Locale;

/**
 * A run as a picture of space and time: a lane a machine, time to the right, an arrow a message. One HTML page that needs
 * nothing from outside. What comes after the first {@value #MOST} arrows is not drawn.
 */
public final class Picture implements Spectator {
    private static final int MOST = 6_000;
    private static final int LANE = 64;
    private static final int LEFT = 110;
    private static final int TOP = 60;
    private static final double PIXELS_A_MILLI = 6;

    private final Scenario scenario;
    private final StringBuilder marks = new StringBuilder();
    private Cast cast = Cast.FIRST;
    private int lanes;
    private int arrows;
    private long first = -1;
    private long last;

    /** An empty picture. */
    public Picture(Scenario scenario) {
        this.scenario = scenario;
        this.lanes = scenario.nodes();
    }

    @Override
    public void begins(Scenario begun, Cast known) {
        cast = known;
    }

    @Override
    public void sent(long now, int from, int to, Message message, long arrives) {
        draw(now, from, to, message, arrives, false);
    }

    @Override
    public void lost(long now, int from, int to, Message message) {
        draw(now, from, to, message, now + 4_000, true);
    }

    private void draw(long now, int from, int to, Message message, long arrives, boolean lost) {
        String kind = kind(message);
        if (kind.isEmpty() || full()) {
            return;
        }
        arrows++;
        first = first < 0 ? now : first;
        lanes = Math.max(lanes, Math.max(from, to) + 1);
        last = Math.max(last, arrives);
        double endY = lost ? (y(from) + y(to)) / 2 : y(to);
        marks.append(String.format(
                Locale.ROOT,
                "<line class=\"%s%s\" x1=\"%.1f\" y1=\"%.0f\" x2=\"%.1f\" y2=\"%.0f\"><title>%s</title></line>%n",
                kind,
                lost ? " lost" : "",
                x(now),
                y(from),
                x(arrives),
                endY,
                escape(from + " to " + to + ": " + Trace.words(message) + (lost ? ", lost" : ""))));
    }

    private boolean full() {
        return arrows >= MOST;
    }

    private static String kind(Message message) {
        if (message instanceof Message.Propose) {
            return "propose";
        } else if (message instanceof Message.CastVote cast) {
            VoteKind kind = cast.vote().subject().kind();
            return kind.verb();
        } else if (message instanceof Message.Certify) {
            return "certify";
        }
        return message instanceof Message.Deliver ? "deliver" : "";
    }

    @Override
    public void entered(long now, int machine, Round round, int leader) {
        if (!full() && cast.nodeOf(machine) == leader) {
            first = first < 0 ? now : first;
            text(now, machine, "leads " + round);
        }
    }

    @Override
    public void finalized(long now, int machine, Round round, Block block) {
        if (!full()) {
            marks.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"final\" cx=\"%.1f\" cy=\"%.0f\" r=\"6\"><title>%s</title></circle>%n",
                    x(now),
                    y(machine),
                    escape("node " + machine + ": " + block + " is final")));
        }
    }

    @Override
    public void stopped(long now, int machine, String why) {
        if (!full()) {
            text(now, machine, why);
        }
    }

    private void text(long now, int machine, String words) {
        marks.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.0f\">%s</text>%n", x(now), y(machine) - 10, escape(words)));
    }

    private double x(long micros) {
        return LEFT + (micros - Math.max(0, first)) / 1_000.0 * PIXELS_A_MILLI;
    }

    private static double y(int machine) {
        return TOP + (double) LANE * machine;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The page. */
    public String html() {
        StringBuilder lines = new StringBuilder();
        double width = x(last) + LEFT;
        for (int machine = 0; machine < lanes; machine++) {
            boolean honest = scenario.isHonest(cast.nodeOf(machine));
            lines.append(String.format(
                    Locale.ROOT,
                    "<text class=\"%s\" x=\"8\" y=\"%.0f\">node %d%s</text>"
                            + "<line class=\"lane\" x1=\"%d\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\"/>%n",
                    honest ? "name" : "name faulty",
                    y(machine) + 4,
                    machine,
                    honest ? "" : " (faulty)",
                    LEFT,
                    y(machine),
                    width,
                    y(machine)));
        }
        return String.format(
                Locale.ROOT,
                """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Quorate: a run in space and time</title>
                <style>
                body { font: 14px sans-serif; margin: 1em; color: #222; background: #fff }
                @media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } text { fill: #ddd } }
                .scroll { overflow-x: auto } svg { display: block }
                line { stroke-width: 1.2 } .lane { stroke: #888; stroke-width: 1 } .faulty { fill: #d33 }
                .propose { stroke: #2a6fdb; stroke-width: 2.2 } .notarize { stroke: #2a9d3a } .finalize { stroke: #d69a00 }
                .nullify { stroke: #d33 } .certify { stroke: #8a4fd0 } .deliver { stroke: #777 }
                .lost { stroke-dasharray: 3 4; opacity: .6 } .final { fill: #d69a00 } text { font-size: 12px }
                .key span { margin-right: 1.2em }
                </style></head><body>
                <h1>%d nodes, %d faulty, seed %d</h1>
                <p class="key"><span style="color:#2a6fdb">proposal</span><span style="color:#2a9d3a">notarize</span>\
                <span style="color:#d69a00">finalize, final</span><span style="color:#d33">nullify</span>\
                <span style="color:#8a4fd0">certificate</span><span style="color:#777">block</span><span>dashed: lost</span></p>
                <div class="scroll"><svg width="%.0f" height="%d">
                %s%s</svg></div></body></html>
                """,
                scenario.nodes(),
                scenario.faulty().size(),
                scenario.seed(),
                width,
                TOP + LANE * lanes,
                lines,
                marks);
    }
}
