enum small { A, B, C, D };
enum with_negative { MINUS = -1, ZERO, ONE };
typedef unsigned int word;

struct flags {
    int ready : 1; // finds
    short count : 4; // finds
    enum small kind : 2; // finds
    const int limit : 3; // finds
    long long wide : 40; // finds
    char letter : 7; // finds
};

struct fine {
    unsigned ready : 1; // near miss
    signed int delta : 4; // near miss
    enum small kind : 3; // near miss
    int whole; // near miss
    word w : 5; // near miss
    int : 4; // near miss
    unsigned char c : 3; // near miss
    signed level : 2; // near miss
    _Bool set : 1; // near miss
    enum with_negative step : 2; // near miss
};
