/* A writer that takes its time: hold FOLDER. Has the database's lock, as any program with LMDB would, until its input
 * ends; says «held» when it has it. */
#include <lmdb.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	MDB_env *env;
	MDB_txn *txn;

	if (argc != 2 || mdb_env_create(&env) || mdb_env_set_maxreaders(env, 512) ||
	    mdb_env_open(env, argv[1], 0, 0660) || mdb_txn_begin(env, NULL, 0, &txn))
		return 1;
	puts("held");
	fflush(stdout);
	while (getchar() != EOF)
		;
	mdb_txn_abort(txn);
	mdb_env_close(env);
	return 0;
}
