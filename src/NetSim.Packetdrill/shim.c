/*
 * What packetdrill loads with --so_filename: finds the .NET runtime, has it load NetSim.Packetdrill.dll from this file's folder, and
 * lets that fill in the table of functions. The runtime is the one of DOTNET_ROOT, else that of the dotnet on the PATH.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*initialize_fn)(const char *config, const void *parameters, void **context);
typedef int (*get_delegate_fn)(void *context, int type, void **delegate);
typedef int (*load_fn)(const char *assembly, const char *type, const char *method, const char *signature, void *reserved, void **function);
typedef void (*init_fn)(const char *flags, void *table);

static const int load_assembly_and_get_function_pointer = 5;
static const char *const unmanaged_callers_only = (const char *)-1;

static void die(const char *what, const char *why)
{
	fprintf(stderr, "libnetsim_packetdrill: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

static int find_in(const char *root, char *found)
{
	char pattern[PATH_MAX];
	glob_t hits;
	snprintf(pattern, sizeof pattern, "%s/host/fxr/*/libhostfxr.so", root);
	if (glob(pattern, 0, NULL, &hits) != 0 || hits.gl_pathc == 0)
		return 0;
	/* Of several the last: any hostfxr starts any older runtime. */
	snprintf(found, PATH_MAX, "%s", hits.gl_pathv[hits.gl_pathc - 1]);
	globfree(&hits);
	return 1;
}

static int find_on_path(char *found)
{
	char *path = strdup(getenv("PATH") ? getenv("PATH") : ""), *rest = path, *folder;
	int ok = 0;
	while (!ok && (folder = strsep(&rest, ":")) != NULL) {
		char file[PATH_MAX], real[PATH_MAX];
		snprintf(file, sizeof file, "%s/dotnet", folder);
		ok = realpath(file, real) != NULL && find_in(dirname(real), found);
	}
	free(path);
	return ok;
}

void packetdrill_interface_init(const char *flags, void *table)
{
	char hostfxr[PATH_MAX], here[PATH_MAX], config[PATH_MAX + 64], assembly[PATH_MAX + 64];
	const char *root = getenv("DOTNET_ROOT");
	Dl_info self;
	void *library, *context = NULL, *load = NULL, *init = NULL;

	if (!((root && find_in(root, hostfxr)) || find_on_path(hostfxr)))
		die("no .NET runtime", "set DOTNET_ROOT, or put dotnet on the PATH");
	if (!dladdr((void *)packetdrill_interface_init, &self) || !realpath(self.dli_fname, here))
		die("cannot tell where this library is", self.dli_fname);
	dirname(here);
	snprintf(config, sizeof config, "%s/NetSim.Packetdrill.runtimeconfig.json", here);
	snprintf(assembly, sizeof assembly, "%s/NetSim.Packetdrill.dll", here);

	library = dlopen(hostfxr, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		die(hostfxr, dlerror());
	initialize_fn initialize = (initialize_fn)dlsym(library, "hostfxr_initialize_for_runtime_config");
	get_delegate_fn get_delegate = (get_delegate_fn)dlsym(library, "hostfxr_get_runtime_delegate");
	if (!initialize || !get_delegate)
		die(hostfxr, "too old");
	if (initialize(config, NULL, &context) < 0 || !context)
		die(config, "the runtime it asks for does not start");
	if (get_delegate(context, load_assembly_and_get_function_pointer, &load) != 0)
		die(hostfxr, "cannot load assemblies");
	if (((load_fn)load)(assembly, "NetSim.Packetdrill.Native.EntryPoint, NetSim.Packetdrill", "Initialize", unmanaged_callers_only,
			    NULL, &init) != 0)
		die(assembly, "has no entry point");
	((init_fn)init)(flags, table);
}
