"""Accounts: whether the workstation asks who is there, who may sign in, and as what."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.security.accounts import Account
from app.security.gate import Gate
from app.ui.people.pieces import buttons, label, password_field
from reporting.core.readings.staff import RIGHTS, StaffRole
from reporting.core.readings.steps import MOST_RECALL_MINUTES
from viewer.core.errors import ViewerError

LOCK_MINUTES = 15
OFF = (
    "No accounts: whoever sits here reads, under the name typed into the report. "
    "Make an administrator, then switch accounts on."
)
ON = "Accounts are on: everybody signs in, and each role does what it may."


class AccountsDialog(QDialog):
    """Lists accounts and lets an administrator change them. Every change takes effect at once, or is refused."""

    def __init__(self, gate: Gate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Accounts")
        self.resize(820, 520)
        self._gate = gate
        self._state, self._problem = label("", "section"), label("", "warning")
        self._list = QTreeWidget()
        self._list.setHeaderLabels(["Login", "Name", "Qualification", "Role", "State"])
        self._list.setRootIsDecorated(False)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._switch = _button("", "Ask everybody to sign in, or nobody", self._turn)
        self._change = _button("&Change…", "Name, role and password of the account chosen", self._edit)
        row = QHBoxLayout()
        row.addWidget(_button("&New account…", "Let somebody else sign in", self._add))
        row.addWidget(self._change)
        row.addStretch()
        row.addWidget(self._switch)
        row.addWidget(_button("Close", "Back to reading", self.accept))
        layout = QVBoxLayout(self)
        layout.addWidget(self._state)
        layout.addWidget(self._list, 1)
        layout.addLayout(self._site())
        layout.addWidget(self._problem)
        layout.addLayout(row)
        self._list.itemSelectionChanged.connect(self._offer)
        self._list.itemDoubleClicked.connect(lambda *_: self._edit())
        self.show_accounts()

    def show_accounts(self) -> None:
        """Show the accounts as they are kept."""
        self._list.clear()
        for account in self._gate.accounts.accounts():
            state = "active" if account.active else "switched off"
            row = [account.login, account.name, account.qualification, account.role.value, state]
            item = QTreeWidgetItem(row)
            item.setToolTip(3, "May " + ", ".join(sorted(right.value for right in RIGHTS[account.role])))
            self._list.addTopLevelItem(item)
        on = self._gate.asks
        self._state.setText(ON if on else OFF)
        self._switch.setText("Switch accounts &off" if on else "Switch accounts &on…")
        self._problem.setVisible(bool(self._problem.text()))
        self._offer()

    def _site(self) -> QFormLayout:
        accounts = self._gate.accounts
        form = QFormLayout()
        for title, name, default, most, help_text in (
            (
                "Lock after (minutes, 0 never)",
                "lock_minutes",
                LOCK_MINUTES,
                480,
                "Nobody touched anything so long",
            ),
            (
                "Recall within (minutes)",
                "recall_minutes",
                5,
                MOST_RECALL_MINUTES,
                "How long a signed report can be taken back by its signer",
            ),
        ):
            box = QSpinBox()
            box.setRange(0, most)
            box.setValue(int(accounts.choice(name, str(default))))
            box.setToolTip(help_text)
            box.setAccessibleName(title)
            box.setFixedWidth(90)
            box.valueChanged.connect(partial(self._choose, name))
            form.addRow(title, box)
        return form

    def _choose(self, name: str, value: int) -> None:
        self._do(lambda: self._gate.choose(name, str(value)))

    def _offer(self) -> None:
        self._change.setEnabled(bool(self._list.selectedItems()))

    def _chosen(self) -> Account | None:
        items = self._list.selectedItems()
        return self._gate.accounts.of_login(items[0].text(0)) if items else None

    def _add(self) -> None:
        form = AccountForm(None, self)
        if form.exec() == QDialog.DialogCode.Accepted:
            login, name, qualification = form.login.text(), form.name.text(), form.qualification.text()
            role, password = form.chosen_role, form.password.text()
            self._do(lambda: self._gate.add_account(login, name, qualification, role, password))

    def _edit(self) -> None:
        account = self._chosen()
        if account is None:
            return
        form = AccountForm(account, self)
        if form.exec() == QDialog.DialogCode.Accepted:
            changed = replace(
                account,
                name=form.name.text().strip(),
                qualification=form.qualification.text().strip(),
                role=form.chosen_role,
                active=form.is_active,
            )
            self._do(lambda: self._gate.change_account(changed, form.password.text()))

    def _turn(self) -> None:
        on = not self._gate.asks
        if self._do(lambda: self._gate.switch_accounts(on=on)) and on:
            self.accept()

    def _do(self, change: Callable[[], object]) -> bool:
        try:
            change()
        except ViewerError as refusal:
            self._problem.setText(str(refusal))
            self.show_accounts()
            return False
        self._problem.clear()
        self.show_accounts()
        return True


class AccountForm(QDialog):
    """Name, role and password of one account."""

    def __init__(self, account: Account | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New account" if account is None else f"Account {account.login}")
        self.setMinimumWidth(440)
        known = account or Account("", "")
        self.login, self.name = QLineEdit(known.login), QLineEdit(known.name)
        self.login.setEnabled(account is None)
        self.qualification, self.password = QLineEdit(known.qualification), password_field()
        self._role, self._active = QComboBox(), QComboBox()
        for role in StaffRole:
            self._role.addItem(role.value.capitalize(), role)
        self._role.setCurrentIndex(self._role.findData(known.role))
        self._active.addItem("May sign in", True)
        self._active.addItem("Switched off", False)
        self._active.setCurrentIndex(0 if known.active else 1)
        if account is not None:
            self.password.setPlaceholderText("Unchanged unless a new one is typed")
        self._may = label("", "quiet")
        form = QFormLayout(self)
        for title, field, help_text in (
            ("Login", self.login, "What is typed to sign in; capitals do not matter"),
            ("Name", self.name, "As it stands under reports"),
            ("Qualification", self.qualification, "For example: MD, consultant radiologist"),
            ("Role", self._role, "What the account may do"),
            ("Password", self.password, "At least 10 letters; kept as an argon2 hash only"),
            ("State", self._active, "An account that signed something is switched off, never removed"),
        ):
            field.setToolTip(help_text)
            form.addRow(title, field)
        form.addRow("", self._may)
        form.addRow(buttons(self, "Keep"))
        self._role.currentIndexChanged.connect(self._tell_rights)
        self._tell_rights()

    @property
    def chosen_role(self) -> StaffRole:
        """The role chosen."""
        role: StaffRole = self._role.currentData()
        return role

    @property
    def is_active(self) -> bool:
        """Whether the account may sign in."""
        return bool(self._active.currentData())

    def _tell_rights(self, *_: object) -> None:
        rights = sorted(right.value for right in RIGHTS[self.chosen_role])
        self._may.setText("May " + ", ".join(rights) + ".")


def _button(words: str, help_text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help_text)
    button.clicked.connect(lambda: run())
    return button
