package dev.turnout.ebpf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.Set;

/**
 * Ends a writer before a certain one of its writes, as the end of its process would: the driver is loaded once more, with a count at
 * the head of each method through which packets see what it writes.
 */
final class Cut {
    private static final Set<String> WRITES =
            Set.of("MappedMap.publish", "SlotArray.fill", "KernelMap.put", "KernelMap.remove", "TransitFilters.clear");

    private static int left;

    private Cut() {}

    /** What a writer throws instead of writing. */
    static final class End extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Called before each write. */
    static void here() {
        if (left-- == 0) {
            throw new End();
        }
    }

    /** Whether a plan was cut after so many writes; false where it has no more, and so is carried out. */
    static boolean plan(Path pins, Object plan, int writes) throws Exception {
        Class<?> run = new Loader().loadClass("dev.turnout.ebpf.CutRun");
        return (boolean) run.getDeclaredMethod("plan", Path.class, Object.class, int.class)
                .invoke(null, pins, plan, writes);
    }

    static void after(int writes) {
        left = writes;
    }

    /** Loads this package anew; everything else is shared. */
    private static final class Loader extends ClassLoader {
        private static final String PACKAGE = "dev.turnout.ebpf.";

        Loader() {
            super(Cut.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith(PACKAGE)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = counted(name.substring(PACKAGE.length()), in.readAllBytes());
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] counted(String name, byte[] bytes) {
            ClassFile files = ClassFile.of();
            return files.transformClass(
                    files.parse(bytes),
                    ClassTransform.transformingMethodBodies(
                            method -> WRITES.contains(
                                    name + "." + method.methodName().stringValue()),
                            new Count()));
        }
    }

    private static final class Count implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            code.invokestatic(ClassDesc.of("dev.turnout.ebpf.Cut"), "here", MethodTypeDesc.of(ConstantDescs.CD_void));
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }
}
