package io.quorate.simulator.planted;

import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A change of one method of one class that leaves the class's shape as it is.
 *
 * @param type the class, as text: many are not visible from here
 */
record Rewrite(String type, AsmVisitorWrapper visitor) {
    private static final String ROOT = "io.quorate.";

    /** Weaves an advice into a method. */
    static Rewrite advise(String type, String method, Class<?> advice) {
        return new Rewrite(ROOT + type, Advice.to(advice).on(named(method)));
    }

    /** Within a method, leaves the calls of another one out: they give false, or nothing. */
    static Rewrite leaveOut(String type, String method, String calledType, String called) {
        return new Rewrite(
                ROOT + type,
                MemberSubstitution.strict()
                        .method(call(calledType, called))
                        .stub()
                        .on(named(method)));
    }

    /** Within a method, calls a method of {@link Instead} where another one was called. */
    static Rewrite replace(String type, String method, String calledType, String called, String instead) {
        Method replacement = Stream.of(Instead.class.getMethods())
                .filter(one -> one.getName().equals(instead))
                .findFirst()
                .orElseThrow();
        return new Rewrite(
                ROOT + type,
                MemberSubstitution.strict()
                        .method(call(calledType, called))
                        .replaceWith(replacement)
                        .on(named(method)));
    }

    private static ElementMatcher<MethodDescription> call(String type, String method) {
        String name = type.startsWith("java.") ? type : ROOT + type;
        return named(method)
                .<MethodDescription>and(isDeclaredBy(named(name)).or(isDeclaredBy(hasSuperType(named(name)))));
    }

    Class<?> target() {
        try {
            return Class.forName(type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the class " + type + " is gone: change the bug that is planted in it", e);
        }
    }
}
