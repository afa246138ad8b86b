/* Preloaded: fails one call of the program. STAZH_FAULT=SORT:N:ERRNO:FILE — the N-th call of the sort, over the process
 * and its children, fails so; N = 0: none. FILE (8 bytes) counts them. SORT is write, fsync, fdatasync, rename, open,
 * mmap, close or malloc.
 *
 * System calls are caught by a filter of the kernel (seccomp), so those of the C library's own inside count as well.
 * Not counted: what comes before main, what the dynamic loader does, and writes to stderr, as a failure has to be told
 * there. A close that fails has closed. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifdef __x86_64__
#define ARCH	       AUDIT_ARCH_X86_64
#define ARGUMENT(u, i) ((u)->uc_mcontext.gregs[(const int[]){REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9}[i]])
#define RESULT(u)      ((u)->uc_mcontext.gregs[REG_RAX])
#elif defined(__aarch64__)
#define ARCH	       AUDIT_ARCH_AARCH64
#define ARGUMENT(u, i) ((u)->uc_mcontext.regs[i])
#define RESULT(u)      ((u)->uc_mcontext.regs[0])
#endif

#define CALLS_MAX 4
#define OWN_CODE  256 /* bytes of the C library's syscall(), by which we call */

static struct {
	bool armed, malloc;
	long at;
	int error;
	long *count;
	uintptr_t loader, loader_end;
} fault;

static bool fails(void)
{
	return __atomic_add_fetch(fault.count, 1, __ATOMIC_SEQ_CST) == fault.at;
}

/* ---- memory: the program's own malloc asks the C library by these names ---- */

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

#define REAL(name, ...)                                                                                                \
	static void *(*real)(__VA_ARGS__);                                                                             \
	if (!real)                                                                                                     \
		*(void **)&real = dlsym(RTLD_NEXT, name);                                                              \
	if (fault.armed && fault.malloc && fails()) {                                                                  \
		errno = ENOMEM;                                                                                        \
		return NULL;                                                                                           \
	}

void *__libc_malloc(size_t n)
{
	REAL("__libc_malloc", size_t)
	return real(n);
}

void *__libc_calloc(size_t n, size_t size)
{
	REAL("__libc_calloc", size_t, size_t)
	return real(n, size);
}

void *__libc_realloc(void *p, size_t n)
{
	REAL("__libc_realloc", void *, size_t)
	return real(p, n);
}

/* ---- the signal that catches calls stays open ---- */

int pthread_sigmask(int how, const sigset_t *set, sigset_t *before)
{
	static int (*real)(int, const sigset_t *, sigset_t *);
	sigset_t without;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "pthread_sigmask");
	if (set && how != SIG_UNBLOCK) {
		without = *set;
		sigdelset(&without, SIGSYS);
		set = &without;
	}
	return real(how, set, before);
}

sighandler_t signal(int sig, sighandler_t handler)
{
	static sighandler_t (*real)(int, sighandler_t);

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "signal");
	return sig == SIGSYS ? SIG_DFL : real(sig, handler);
}

/* ---- system calls ---- */

#ifdef ARCH

static const struct {
	const char *name;
	int calls[CALLS_MAX]; /* ends at the first 0; read(2), which has it on some machines, is not among them */
} sorts[] = {
	{"write", {SYS_write, SYS_pwrite64, SYS_writev, SYS_pwritev}},
	{"fsync", {SYS_fsync}},
	{"fdatasync", {SYS_fdatasync}},
#ifdef SYS_rename
	{"rename", {SYS_renameat2, SYS_renameat, SYS_rename}},
	{"open", {SYS_openat, SYS_open}},
#else
	{"rename", {SYS_renameat2, SYS_renameat}},
	{"open", {SYS_openat}},
#endif
	{"mmap", {SYS_mmap}},
	{"close", {SYS_close}},
};

static void caught(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	int call = info->si_syscall, kept = errno;
	uintptr_t from = (uintptr_t)info->si_call_addr;
	bool counts = fault.armed && (from < fault.loader || from >= fault.loader_end), failed;
	long rc;

	(void)sig;
	if ((call == SYS_write || call == SYS_writev) && ARGUMENT(u, 0) == STDERR_FILENO)
		counts = false;
	failed = counts && fails();
	if (!failed || call == SYS_close)
		rc = syscall(call, ARGUMENT(u, 0), ARGUMENT(u, 1), ARGUMENT(u, 2), ARGUMENT(u, 3), ARGUMENT(u, 4),
			     ARGUMENT(u, 5));
	else
		rc = -1;
	RESULT(u) = failed ? -fault.error : rc == -1 ? -errno : rc;
	errno = kept;
}

static void catch (const int *calls)
{
	struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_NODEFER};
	uintptr_t own = (uintptr_t)(void *)syscall;
	struct sock_filter code[20] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(own >> 32), 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)own, 0, 2),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)own + OWN_CODE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	unsigned short n = 7;
	struct sock_fprog program;

	for (int i = 0; i < CALLS_MAX && (calls[i] || !i); i++) {
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i], 0, 1);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	program = (struct sock_fprog){n, code};
	sigaction(SIGSYS, &action, NULL);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		_exit(70);
}

static int find_loader(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	(void)arg;
	if (info->dlpi_addr != getauxval(AT_BASE))
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
			fault.loader = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
			fault.loader_end = fault.loader + info->dlpi_phdr[i].p_memsz;
		}
	return 1;
}

#endif

/* ---- the beginning of main ---- */

static int (*real_main)(int, char **, char **);

static int armed_main(int argc, char **argv, char **environment)
{
	char sort[20], file[400];
	const char *asked = getenv("STAZH_FAULT");
	int fd;

	if (!asked || sscanf(asked, "%19[a-z]:%ld:%d:%399s", sort, &fault.at, &fault.error, file) != 4)
		return real_main(argc, argv, environment);
	fd = open(file, O_RDWR | O_CLOEXEC);
	fault.count = mmap(NULL, sizeof(*fault.count), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (fault.count == MAP_FAILED)
		_exit(70);
	fault.malloc = !strcmp(sort, "malloc");
#ifdef ARCH
	dl_iterate_phdr(find_loader, NULL);
	for (size_t i = 0; i < sizeof(sorts) / sizeof(*sorts); i++)
		if (!strcmp(sorts[i].name, sort))
			catch (sorts[i].calls);
#endif
	fault.armed = true;
	return real_main(argc, argv, environment);
}

int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*loader_fini)(void), void *stack);
int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*loader_fini)(void), void *stack)
{
	int (*real)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void),
		    void *);

	*(void **)&real = dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = program;
	return real(armed_main, argc, argv, init, fini, loader_fini, stack);
}
